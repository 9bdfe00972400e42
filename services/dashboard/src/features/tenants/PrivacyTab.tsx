import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import type { Tenant } from '../../api/types';
import { Icon } from '../../components/Icon';
import { Section } from '../../components/Section';
import { useSpeech } from '../../i18n/LanguageProvider';
import { PrivacyRooms } from '../privacy/PrivacyRooms';
import { DeleteTenant } from './DeleteTenant';

/** What is kept of a tenant's customers, as its owner sees it, and how the tenant itself is erased. */
export function PrivacyTab({ tenant }: { tenant: Tenant }) {
  const { t } = useSpeech();
  const [deleting, { open, close }] = useDisclosure();
  return (
    <Stack gap="lg" maw={820}>
      <PrivacyRooms tenant={tenant.id} />
      <Section title={t('privacy.tenant')} hint={t('privacy.tenantHint')}>
        <Button
          color="red"
          variant="light"
          w="fit-content"
          leftSection={<Icon shape="trash" size={18} />}
          onClick={open}
        >
          {t('tenants.delete')}
        </Button>
      </Section>
      <DeleteTenant tenant={tenant} opened={deleting} onClose={close} />
    </Stack>
  );
}
