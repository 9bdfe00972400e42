import { Alert, Button, Group, Text } from '@mantine/core';
import { useNavigate } from 'react-router';

import { Filled } from '../../components/Filled';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useVisit } from './visit';

/** Says whose pages these are, and leads back. */
export function VisitBanner() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const { visit, setVisit } = useVisit();
  if (!visit) {
    return null;
  }
  const leave = () => {
    // The pages of the tenant are none without it.
    void navigate(`/tenants/${visit.tenant_id}`);
    setVisit(null);
  };
  return (
    <Alert color="blue" icon={<Icon shape="building" />} p="xs" mb="md" role="note">
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ flex: '1 1 14rem' }}>
          <Filled text={(name) => t('visit.banner', { name })}>
            <bdi>{visit.tenant_name}</bdi>
          </Filled>
        </Text>
        <Button size="compact-sm" variant="default" onClick={leave}>
          {t('visit.leave')}
        </Button>
      </Group>
    </Alert>
  );
}
