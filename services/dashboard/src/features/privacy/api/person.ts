import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { ApiError, request } from '../../../api/client';
import type { Contacts, Erasing } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

/** Somebody, by what a page knows of them. */
export interface Person {
  name: string;
  phone: string | null;
  conversation: number | null;
  lead: number | null;
}

const path = (tenant: number) => `/api/tenants/${tenant}/contacts`;

/**
 * Under which ids somebody is known. By their number, too: as long as WhatsApp has not told that two contacts are one
 * person, each of them may have a part of what is to be exported or erased.
 */
export const contactsQuery = (tenant: number, { phone, conversation, lead }: Person) =>
  queryOptions({
    queryKey: ['contacts', tenant, conversation, lead, phone],
    queryFn: async ({ signal }) => {
      const asked = [
        conversation === null ? null : { conversation_id: conversation },
        lead === null ? null : { lead_id: lead },
        phone === null ? null : { phone: `+${phone}` },
      ];
      const found = await Promise.all(
        asked
          .filter((by) => by !== null)
          .map((by) => request<Contacts>(`${path(tenant)}${queryString(by)}`, { signal })),
      );
      return [...new Set(found.flatMap(({ contacts }) => contacts.map(({ id }) => id)))];
    },
    // An erasure has to meet all of them.
    staleTime: 0,
  });

/** Where all that is known of a contact is read. */
export const contactExportPath = (tenant: number, contact: number) =>
  `${path(tenant)}/${contact}/export`;

/** Erases contacts. Who is not there any more is erased already, so it can be tried again. */
export const eraseMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['contacts', tenant, 'erase'],
    mutationFn: async (contacts: number[]) => {
      for (const contact of contacts) {
        try {
          await request<Erasing>(`${path(tenant)}/${contact}`, { method: 'DELETE' });
        } catch (error) {
          if (!(error instanceof ApiError && error.code === 'contact_not_found')) {
            throw error;
          }
        }
      }
    },
  });
