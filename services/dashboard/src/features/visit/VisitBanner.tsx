import { Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

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
  const { pathname } = useLocation();
  const { visit, setVisit } = useVisit();
  const [leaving, setLeaving] = useState(false);
  const home = visit && `/tenants/${visit.tenant_id}`;
  useEffect(() => {
    // The pages of a tenant lead away by themselves where there is none: first to where nobody misses it.
    if (leaving && pathname === home) {
      setLeaving(false);
      setVisit(null);
    }
  }, [leaving, pathname, home, setVisit]);
  if (!visit || !home) {
    return null;
  }
  const leave = () => {
    setLeaving(true);
    void navigate(home);
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
      <Button size="compact-sm" variant="default" onClick={leave} flex="none">
        {t('visit.leave')}
      </Button>
    </Group>
  );
}
