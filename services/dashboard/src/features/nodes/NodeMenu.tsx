import { Loader, Menu } from '@mantine/core';

import type { Node } from '../../api/types';
import { RowMenu } from '../../components/RowMenu';
import { useSpeech } from '../../i18n/LanguageProvider';

interface Props {
  node: Node;
  testing: boolean;
  onTest: () => void;
  onTakeBack: () => void;
  onAsk: (what: 'edit' | 'drain' | 'remove') => void;
}

export function NodeMenu({ node, testing, onTest, onTakeBack, onAsk }: Props) {
  const { t } = useSpeech();
  if (testing) {
    return <Loader size="sm" aria-label={t('nodes.testing')} />;
  }
  return (
    <RowMenu name={node.name}>
      <Menu.Item onClick={onTest}>{t('nodes.test')}</Menu.Item>
      <Menu.Item onClick={() => onAsk('edit')}>{t('nodes.edit')}</Menu.Item>
      {node.draining ? (
        <Menu.Item onClick={onTakeBack}>{t('nodes.takeBack')}</Menu.Item>
      ) : (
        <Menu.Item onClick={() => onAsk('drain')}>{t('nodes.drain')}</Menu.Item>
      )}
      <Menu.Divider />
      <Menu.Item color="red" disabled={node.sessions > 0} onClick={() => onAsk('remove')}>
        {t(node.sessions > 0 ? 'nodes.removeLater' : 'nodes.remove')}
      </Menu.Item>
    </RowMenu>
  );
}
