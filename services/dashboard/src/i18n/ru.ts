import { bot } from './ru/bot';
import { botSettings } from './ru/bot-settings';
import { common } from './ru/common';
import { conversations } from './ru/conversations';
import { crm } from './ru/crm';
import { fleet } from './ru/fleet';
import { leads } from './ru/leads';
import { people } from './ru/people';
import { tenants } from './ru/tenants';
import { whatsapp } from './ru/whatsapp';
import type { Texts } from './en';

export const ru: Texts = {
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
