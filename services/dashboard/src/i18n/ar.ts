import { bot } from './ar/bot';
import { botSettings } from './ar/bot-settings';
import { common } from './ar/common';
import { conversations } from './ar/conversations';
import { crm } from './ar/crm';
import { fleet } from './ar/fleet';
import { leads } from './ar/leads';
import { people } from './ar/people';
import { tenants } from './ar/tenants';
import { whatsapp } from './ar/whatsapp';
import type { Texts } from './en';

export const ar: Texts = {
  ...bot,
  ...botSettings,
  ...common,
  ...conversations,
  ...crm,
  ...fleet,
  ...leads,
  ...people,
  ...tenants,
  ...whatsapp,
};
