import './bot.css';

import { Alert, Group, Stack, Tabs } from '@mantine/core';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';

import { Done } from '../../components/Done';
import { Icon } from '../../components/Icon';
import { Later } from '../../components/Later';
import { NotFoundPage } from '../../components/NotFoundPage';
import { PageHead } from '../../components/PageHead';
import { useWide } from '../../components/useWide';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { FlowDraft } from './api/flows';
import { startPlay } from './console/play';
import { Findings } from './Findings';
import { FlowWaiting } from './FlowWaiting';
import { FlowMenu } from './FlowMenu';
import { Publish } from './Publish';
import { SaveState } from './SaveState';
import { SidePanel, SideSheets } from './SidePanel';
import { TextsTab } from './TextsTab';
import { Trouble } from './Trouble';
import { BotContext, type Bot } from './useBot';
import { useDraft } from './useDraft';
import { useShownField } from './useJump';
import { isLang } from './words';

// Who comes, comes for the words: the other tabs are fetched by who opens them.
const StepsTab = lazy(async () => ({ default: (await import('./form/StepsTab')).StepsTab }));
const VersionsTab = lazy(async () => ({
  default: (await import('./versions/VersionsTab')).VersionsTab,
}));
const ReplayTab = lazy(async () => ({ default: (await import('./replay/ReplayTab')).ReplayTab }));

const TABS = ['texts', 'steps', 'versions', 'replay'] as const;

interface Props {
  tenant: number;
  draft: FlowDraft;
  readOnly: boolean;
}

/** One flow: its words, its structure, its versions, and what they would have done. */
export function FlowRoom({ tenant, draft, readOnly }: Props) {
  const { t, language } = useSpeech();
  const { tab = 'texts' } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const state = useDraft(tenant, draft);
  const isWide = useWide(75);
  const [done, setDone] = useState<string | null>(null);
  const [play, setPlay] = useState(() => startPlay(Date.now()));
  const tabs = useRef<HTMLDivElement>(null);
  useShownField();

  const { languages } = state.flow;
  const wished = [params.get('lang'), language].find(
    (one) => isLang(one) && languages.includes(one),
  );
  const lang = isLang(wished) ? wished : (languages[0] ?? 'en');
  const second = params.get('beside');
  const beside = isLang(second) && languages.includes(second) && second !== lang ? second : null;
  const bot = useMemo<Bot>(
    () => ({ ...state, tenant, readOnly, lang, beside, play, setPlay }),
    [state, tenant, readOnly, lang, beside, play],
  );
  const here = TABS.find((one) => one === tab);
  useEffect(() => {
    // With large letters they are wider than a phone; the first one is seen anyway.
    if (here !== TABS[0]) {
      const open = tabs.current?.querySelector('[aria-selected="true"]');
      open?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    }
  }, [here]);
  if (!here) {
    return <NotFoundPage />;
  }
  const writes = here === 'texts' || here === 'steps';
  return (
    <BotContext value={bot}>
      <Stack gap="md">
        <PageHead title={t('nav.bot')} {...(isWide && { intro: t('flow.intro') })}>
          <FlowMenu />
          {!readOnly && <SaveState />}
          <Findings />
          {!readOnly && <Publish onDone={setDone} />}
        </PageHead>
        {readOnly && (
          <Alert color="blue" icon={<Icon shape="info" />}>
            {t('flow.readOnly')}
          </Alert>
        )}
        <Done text={done} onClose={() => setDone(null)} />
        <Trouble />
        <Tabs
          value={here}
          onChange={(value) => {
            const next = new URLSearchParams(params);
            next.delete('at');
            const rest = next.size > 0 ? `?${next}` : '';
            void navigate(`/bot/${draft.flow}${value === 'texts' ? '' : `/${value}`}${rest}`);
          }}
          keepMounted={false}
        >
          <div className="bot-tabs" ref={tabs}>
            <Tabs.List>
              {TABS.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {t(`flow.tab.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </div>
          <Group align="flex-start" gap="lg" wrap="nowrap" pt="md" className="bot-room">
            <div className="bot-main">
              <Tabs.Panel value="texts">
                <Later>
                  <TextsTab />
                </Later>
              </Tabs.Panel>
              <Suspense fallback={<FlowWaiting />}>
                <Tabs.Panel value="steps">
                  <StepsTab />
                </Tabs.Panel>
                <Tabs.Panel value="versions">
                  <VersionsTab onDone={setDone} />
                </Tabs.Panel>
                <Tabs.Panel value="replay">
                  <ReplayTab />
                </Tabs.Panel>
              </Suspense>
            </div>
            {writes && isWide && <SidePanel usual={here === 'texts' ? 'try' : 'picture'} />}
          </Group>
        </Tabs>
        {writes && !isWide && <SideSheets />}
      </Stack>
    </BotContext>
  );
}
