import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';

/** Asks for what a page of a tenant shows first; `part` is what its address names. */
export type FirstData = (
  client: QueryClient,
  tenant: number,
  part: string | undefined,
) => Promise<unknown>[];

type Load = () => Promise<ComponentType & { firstData?: FirstData }>;

/** Where somebody can be, and what is fetched when they go there. The longer paths stand below the shorter ones. */
const PAGES = {
  '/sign-in': async () => (await import('../features/auth/SignInPage')).SignInPage,
  '/': async () => (await import('../features/home/HomePage')).HomePage,
  '/conversations/:conversationId?': async () =>
    (await import('../features/conversations/ConversationsPage')).ConversationsPage,
  '/leads': async () => (await import('../features/leads/LeadsPage')).LeadsPage,
  '/leads/:leadId': async () => (await import('../features/leads/LeadPage')).LeadPage,
  '/bot/:flow?/:tab?': async () => (await import('../features/bot/BotPage')).BotPage,
  '/settings/bot': async () =>
    (await import('../features/bot-settings/BotSettingsPage')).BotSettingsPage,
  '/settings/crm': async () => (await import('../features/crm/CrmPage')).CrmPage,
  '/settings/whatsapp': async () =>
    (await import('../features/whatsapp/WhatsAppPage')).WhatsAppPage,
  '/settings/team': async () => (await import('../features/people/TeamPage')).TeamPage,
  '/settings/privacy': async () => (await import('../features/privacy/PrivacyPage')).PrivacyPage,
  '/account': async () => (await import('../features/account/AccountPage')).AccountPage,
  '/fleet': async () => (await import('../features/fleet/FleetPage')).FleetPage,
  '/usage': async () => (await import('../features/usage/UsagePage')).UsagePage,
  '/trace': async () => (await import('../features/trace/TracePage')).TracePage,
  '/visit/:tenantId': async () => (await import('../features/visit/VisitPage')).VisitPage,
  '/tenants': async () => (await import('../features/tenants/TenantsPage')).TenantsPage,
  '/tenants/:tenantId/:tab?': async () =>
    (await import('../features/tenants/TenantPage')).TenantPage,
  '/sessions': async () => (await import('../features/sessions/SessionsPage')).SessionsPage,
  '/nodes': async () => (await import('../features/nodes/NodesPage')).NodesPage,
  '/undelivered/:tab': async () =>
    (await import('../features/undelivered/UndeliveredPage')).UndeliveredPage,
  '/audit': async () => (await import('../features/audit/AuditPage')).AuditPage,
  '/access': async () => (await import('../features/access/AccessPage')).AccessPage,
} satisfies Record<string, Load>;

export type PagePath = keyof typeof PAGES;

/** The page at one of its paths. */
export const loadPage = (path: PagePath): ReturnType<Load> => PAGES[path]();

export const SIGN_IN: PagePath = '/sign-in';

/** What is around every page but the one to sign in. */
export const loadShell = async (): Promise<ComponentType> => (await import('./Shell')).Shell;

/** Which page an address leads to, by its first words; the router looks closer. */
export function pathAt(pathname: string): PagePath | undefined {
  const parts = pathname.split('/').filter(Boolean);
  return (Object.keys(PAGES) as PagePath[]).findLast((path) => {
    const wanted = path.split('/').filter(Boolean);
    const needed = wanted.filter((part) => !part.endsWith('?'));
    return (
      needed.length <= parts.length &&
      parts.length <= wanted.length &&
      parts.every((part, index) => wanted[index]!.startsWith(':') || wanted[index] === part)
    );
  });
}
