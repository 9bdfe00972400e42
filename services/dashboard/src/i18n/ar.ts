import { common } from './ar/common';
import { conversations } from './ar/conversations';
import { fleet } from './ar/fleet';
import { people } from './ar/people';
import { tenants } from './ar/tenants';
import { whatsapp } from './ar/whatsapp';
import type { Texts } from './en';

export const ar: Texts = {
  ...common,
  ...conversations,
  ...fleet,
  ...people,
  ...tenants,
  ...whatsapp,
};
