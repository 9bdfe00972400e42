import { common } from './fa/common';
import { conversations } from './fa/conversations';
import { fleet } from './fa/fleet';
import { people } from './fa/people';
import { tenants } from './fa/tenants';
import { whatsapp } from './fa/whatsapp';
import type { Texts } from './en';

export const fa: Texts = {
  ...common,
  ...conversations,
  ...fleet,
  ...people,
  ...tenants,
  ...whatsapp,
};
