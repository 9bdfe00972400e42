import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { components } from '../../../api/schema';
import type { Flow } from '../flow';

type Bodies = components['schemas'];

export type FlowSummary = Bodies['Flow'];
export type Finding = Bodies['FlowFinding'];
export type FlowDraft = Omit<Bodies['FlowDraft'], 'document'> & { document: Flow };
export type FlowTemplate = { id: string; document: Flow };
export type FlowVersion = Bodies['FlowVersion'];
export type Rehearsal = Bodies['FlowRehearsal'];
export type Turn = Bodies['FlowRehearsalTurn'];
export type SceneInput = Bodies['FlowSceneInput'];
export type InputKind = Bodies['FlowSceneInputKind'];

const path = (tenant: number, rest = '') => `/api/tenants/${tenant}/flows${rest}`;
const MINUTE = 60_000;

export const flowsQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['flows', tenant],
    queryFn: ({ signal }) => request<Bodies['FlowList']>(path(tenant), { signal }),
  });

export const templatesQuery = queryOptions({
  queryKey: ['flow-templates'],
  queryFn: ({ signal }) =>
    request<{ templates: FlowTemplate[]; default: string }>('/api/flow-templates', { signal }),
  staleTime: 60 * MINUTE,
});

export const draftQuery = (tenant: number, flow: string) =>
  queryOptions({
    queryKey: ['flow-draft', tenant, flow],
    queryFn: ({ signal }) => request<FlowDraft>(path(tenant, `/${flow}/draft`), { signal }),
  });

/** Saves a draft that was made from this revision; 0: from none. */
export const saveDraft = (tenant: number, flow: string, revision: number, document: Flow) =>
  request<FlowDraft>(path(tenant, `/${flow}/draft?revision=${revision}`), {
    method: 'PUT',
    body: document,
  });

export const publishDraft = (tenant: number, flow: string, body: Bodies['FlowToPublish']) =>
  request<Bodies['FlowPublished']>(path(tenant, `/${flow}/publish`), { method: 'POST', body });

export const rollbackMutation = (tenant: number, flow: string) =>
  mutationOptions({
    mutationKey: ['flow-rollback', tenant, flow],
    mutationFn: (body: Bodies['FlowRollback']) =>
      request<Bodies['FlowPublished']>(path(tenant, `/${flow}/rollback`), { method: 'POST', body }),
  });

export const versionsQuery = (tenant: number, flow: string, before: string) =>
  queryOptions({
    queryKey: ['flow-versions', tenant, flow, before],
    queryFn: ({ signal }) =>
      request<Bodies['FlowVersionPage']>(
        path(tenant, `/${flow}/versions?limit=20${before && `&before=${before}`}`),
        { signal },
      ),
  });

/** A version never changes. */
export const versionQuery = (tenant: number, flow: string, version: number) =>
  queryOptions({
    queryKey: ['flow-version', tenant, flow, version],
    queryFn: ({ signal }) =>
      request<{ version: FlowVersion; document: Flow }>(
        path(tenant, `/${flow}/versions/${version}`),
        { signal },
      ),
    staleTime: Infinity,
  });

export interface Scene {
  inputs: SceneInput[];
  until: string | null;
}

/** Plays a scene with the draft of a revision: the same scene with the same revision is the same play. */
export const rehearsalQuery = (tenant: number, flow: string, revision: number, scene: Scene) =>
  queryOptions({
    queryKey: ['flow-rehearsal', tenant, flow, revision, scene],
    queryFn: ({ signal }) =>
      request<Rehearsal>(path(tenant, `/${flow}/try`), { method: 'POST', body: scene, signal }),
    staleTime: Infinity,
  });
