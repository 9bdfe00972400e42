import { request } from '../../../api/client';
import { conversationPath } from './conversation';

/** Somebody of the tenant has seen everything up to a message. */
export const markRead = (tenant: number, id: number, upTo: number) =>
  request<void>(`${conversationPath(tenant, id)}/read`, {
    method: 'PUT',
    body: { up_to: upTo },
  });
