import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from 'react-router';

import { Filled } from '../../components/Filled';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useVisit } from './visit';

/** The height of what stands below the header: pages that fill the screen know the header's alone. */
export const BANNER = 48;

/** Says whose pages these are, and leads back. */
export function VisitBanner() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const { visit, setVisit } = useVisit();
  if (!visit) {
    return null;
  }
  const leave = async () => {
    // The pages of a tenant lead away by themselves where there is none: first to where nobody is missed.
    await navigate(`/tenants/${visit.tenant_id}`);
    setVisit(null);
  };
  return (
    <Group
      h={BANNER}
      px="md"
      gap="sm"
      wrap="nowrap"
      justify="space-between"
      bg="var(--mantine-color-blue-light)"
      c="var(--mantine-color-blue-light-color)"
      role="note"
    >
      <Group gap="xs" wrap="nowrap" miw={0}>
        <Icon shape="building" size={18} />
        <Text fz={{ base: 'xs', sm: 'sm' }} lh={1.3} lineClamp={2}>
          <Filled text={(name) => t('visit.banner', { name })}>
            <bdi>{visit.tenant_name}</bdi>
          </Filled>
        </Text>
      </Group>
      <Button size="compact-sm" variant="default" onClick={() => void leave()} flex="none">
        {t('visit.leave')}
      </Button>
    </Group>
  );
}
