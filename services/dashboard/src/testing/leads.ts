import type { Lead } from '../api/types';

/** A lead of a test, with what the test is about. */
export const aLead = (id: number, more: Partial<Lead> = {}): Lead => ({
  id,
  conversation_id: 40 + id,
  name: `Lead ${id}`,
  whatsapp_name: null,
  phone: `97150000000${id}`,
  wish: null,
  language: 'en',
  stage: 'new',
  score: null,
  slots: {},
  assigned_to: null,
  created_at: '2026-11-20T08:00:00Z',
  updated_at: '2026-11-21T08:00:00Z',
  ...more,
});

export const MY_TENANT = 5;

export const person = (role: 'owner' | 'agent') => ({
  user: {
    id: 2,
    email: 'mariam@palm.example',
    role,
    tenant_id: MY_TENANT,
    tenant_name: 'Palm Homes',
  },
});
