import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

import { ApiError } from '../../api/client';
import { draftQuery, saveDraft, type Finding, type FlowDraft } from './api/flows';
import { pointer, setIn, type Path } from './edit';
import type { Flow } from './flow';
import { begin, change, redo, undo, type History } from './history';

/** Who rests so long from writing sees it saved and looked through. */
const REST_MS = 900;
const RETRY_MS = 5_000;

export type Saving = 'saved' | 'unsaved' | 'saving' | 'failed' | 'refused' | 'conflict';

export interface DraftState {
  flow: Flow;
  /** What was saved last. */
  saved: FlowDraft;
  findings: Finding[];
  saving: Saving;
  error: Error | null;
  canUndo: boolean;
  canRedo: boolean;
  edit: (path: Path, value: unknown) => void;
  /** Changes more than one place at once. */
  apply: (next: (flow: Flow) => Flow, about: string) => void;
  undo: () => void;
  redo: () => void;
  /** Saves what is not saved yet, and says as which revision; null: it could not be. */
  flush: () => Promise<number | null>;
  /** After a conflict: what somebody else has written, or one's own over it. */
  takeTheirs: () => Promise<void>;
  keepMine: () => Promise<void>;
  /** A version of it is what customers meet from now on. */
  published: (version: number) => void;
}

/** A draft while somebody writes it: it is saved by itself, and looked through by whoever saves it. */
export function useDraft(tenant: number, first: FlowDraft): DraftState {
  const client = useQueryClient();
  const name = first.flow;
  const [history, setHistory] = useState<History<Flow>>(() => begin(first.document));
  const [saved, setSaved] = useState(first);
  const [saving, setSaving] = useState<Saving>('saved');
  const [error, setError] = useState<Error | null>(null);

  // What a save that is under way has to know of the present, and not of when it was begun.
  const live = useRef({
    now: first.document,
    kept: first.document,
    revision: first.revision,
    stuck: false,
    running: null as Promise<number | null> | null,
  });
  live.current.now = history.now;

  const save = useCallback(async (): Promise<number | null> => {
    const state = live.current;
    while (state.now !== state.kept) {
      const sent = state.now;
      setSaving('saving');
      try {
        const answer = await saveDraft(tenant, name, state.revision, sent);
        state.revision = answer.revision;
        state.kept = sent;
        setSaved(answer);
        setError(null);
        // Not what was answered but what was sent: nothing shall jump below somebody's fingers.
        client.setQueryData(draftQuery(tenant, name).queryKey, { ...answer, document: sent });
      } catch (reason) {
        const failure = reason instanceof Error ? reason : new Error(String(reason));
        const status = failure instanceof ApiError ? failure.status : 500;
        state.stuck = failure instanceof ApiError && failure.code === 'draft_changed';
        setError(failure);
        setSaving(state.stuck ? 'conflict' : status >= 400 && status < 500 ? 'refused' : 'failed');
        return null;
      }
    }
    setSaving('saved');
    return state.revision;
  }, [tenant, name, client]);

  const flush = useCallback((): Promise<number | null> => {
    const state = live.current;
    if (state.stuck) {
      return Promise.resolve(null);
    }
    // One after the other: each begins from the revision that the one before has made.
    state.running ??= save().finally(() => {
      state.running = null;
    });
    return state.running;
  }, [save]);

  useEffect(() => {
    if (history.now === live.current.kept || live.current.stuck) {
      return;
    }
    setSaving((before) => (before === 'saving' ? before : 'unsaved'));
    const timer = setTimeout(() => void flush(), REST_MS);
    return () => clearTimeout(timer);
  }, [history.now, flush]);

  useEffect(() => {
    // Nobody has to ask again for what only the network did not let through.
    if (saving === 'failed') {
      const timer = setTimeout(() => void flush(), RETRY_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [saving, flush]);

  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => {
      if (live.current.now !== live.current.kept) {
        event.preventDefault();
      }
    };
    const away = () => {
      if (document.visibilityState === 'hidden' && live.current.now !== live.current.kept) {
        void flush();
      }
    };
    window.addEventListener('beforeunload', stay);
    document.addEventListener('visibilitychange', away);
    return () => {
      window.removeEventListener('beforeunload', stay);
      document.removeEventListener('visibilitychange', away);
      if (live.current.now !== live.current.kept) {
        void flush();
      }
    };
  }, [flush]);

  const apply = useCallback((next: (flow: Flow) => Flow, about: string) => {
    setHistory((before) => change(before, next(before.now), about, Date.now()));
  }, []);
  const edit = useCallback(
    (path: Path, value: unknown) => apply((flow) => setIn(flow, path, value), pointer(path)),
    [apply],
  );

  const theirs = useCallback(
    () => client.fetchQuery({ ...draftQuery(tenant, name), staleTime: 0 }),
    [client, tenant, name],
  );
  const takeTheirs = useCallback(async () => {
    const draft = await theirs();
    Object.assign(live.current, {
      now: draft.document,
      kept: draft.document,
      revision: draft.revision,
      stuck: false,
    });
    // One's own can still be fetched back by undo.
    setHistory((before) => change(before, draft.document, 'theirs', Date.now()));
    setSaved(draft);
    setError(null);
    setSaving('saved');
  }, [theirs]);
  const keepMine = useCallback(async () => {
    const draft = await theirs();
    Object.assign(live.current, { kept: draft.document, revision: draft.revision, stuck: false });
    await flush();
  }, [theirs, flush]);

  return {
    flow: history.now,
    saved,
    findings: saved.findings,
    saving,
    error,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    edit,
    apply,
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    flush,
    takeTheirs,
    keepMine,
    published: useCallback((version: number) => setSaved((before) => ({ ...before, version })), []),
  };
}
