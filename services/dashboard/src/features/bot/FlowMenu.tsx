import { Button, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { Icon } from '../../components/Icon';
import { LateMenu } from '../../components/LateMenu';
import { isKey } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { flowsQuery } from './api/flows';
import { useBot } from './useBot';

/** Which flow this is, and the way to the others. */
export function FlowMenu() {
  const { t, number } = useSpeech();
  const { tenant, saved, readOnly } = useBot();
  const flows = useQuery(flowsQuery(tenant));
  const name = (flow: string) => {
    const key = `flow.template.${flow}`;
    return isKey(key) ? t(key) : flow;
  };
  const state = (version: number | null) =>
    version === null ? t('flow.unpublished') : t('flow.versionOf', { n: number(version) });
  return (
    <LateMenu
      position="bottom-start"
      button={
        <Button variant="default" size="xs" rightSection={<Icon shape="down" size={14} />}>
          <VisuallyHidden>{t('flow.flows')}: </VisuallyHidden>
          <bdi>{name(saved.flow)}</bdi>
          <Text span size="xs" c="dimmed" ms={6}>
            {state(saved.version)}
          </Text>
        </Button>
      }
    >
      {(Menu) => (
        <>
          {flows.data?.flows.map(({ flow, version }) => (
            <Menu.Item key={flow} component={Link} to={`/bot/${flow}`}>
              <bdi>{name(flow)}</bdi>{' '}
              <Text span size="xs" c="dimmed">
                {state(version)}
              </Text>
            </Menu.Item>
          ))}
          {!readOnly && (
            <>
              <Menu.Divider />
              <Menu.Item
                component={Link}
                to="/bot?new=1"
                leftSection={<Icon shape="plus" size={16} />}
              >
                {t('flow.another')}
              </Menu.Item>
            </>
          )}
        </>
      )}
    </LateMenu>
  );
}
