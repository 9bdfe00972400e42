import { Button } from '@mantine/core';

import { Icon } from '../../components/Icon';
import { Section } from '../../components/Section';
import { useSpeech } from '../../i18n/LanguageProvider';
import { exportPath } from './api/privacy';
import { ExportState } from './ExportState';
import { useExport } from './useExport';

/** All that is a tenant's, as a file. */
export function ExportAll({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const run = useExport(tenant, `peyk-tenant-${tenant}`);
  return (
    <Section title={t('privacy.export')} hint={t('privacy.exportHint')}>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<Icon shape="download" size={18} />}
        disabled={run.isPending}
        onClick={() => run.start([exportPath(tenant)])}
      >
        {t('privacy.exportStart')}
      </Button>
      <ExportState run={run} />
    </Section>
  );
}
