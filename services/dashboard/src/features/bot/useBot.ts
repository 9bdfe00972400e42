import { createContext, use } from 'react';

import type { Finding } from './api/flows';
import type { Play } from './console/play';
import { pointer, type Path } from './edit';
import type { Lang } from './flow';
import type { DraftState } from './useDraft';

export interface Bot extends DraftState {
  tenant: number;
  /** Whether whoever looks may only look. */
  readOnly: boolean;
  /** The language that is being written, and the one beside it. */
  lang: Lang;
  beside: Lang | null;
  /** The conversation that is played with it: it goes on while one looks elsewhere. */
  play: Play;
  setPlay: (play: Play) => void;
}

export const BotContext = createContext<Bot | null>(null);

/** The draft that is open, for whatever field changes it. */
export function useBot(): Bot {
  const bot = use(BotContext);
  if (!bot) {
    throw new Error('useBot is used outside of a flow');
  }
  return bot;
}

/** What was found at exactly this place. */
export const findingsAt = (findings: readonly Finding[], path: Path): Finding[] => {
  const place = pointer(path);
  return findings.filter((finding) => finding.path === place);
};
