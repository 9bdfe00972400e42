import { Button, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { Tenant } from '../../api/types';
import { Ask } from '../../components/Ask';
import { ErrorNotice } from '../../components/ErrorNotice';
import { FormModal } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { MoveModal } from '../sessions/MoveModal';
import { visitLink } from '../visit/visit-link';
import { changeTenantMutation } from './api/change-tenant';
import { tenantQuery } from './api/get-tenant';
import { tenantLists } from './api/list-tenants';
import { rotateKeyMutation } from './api/rotate-key';
import { DeleteTenant } from './DeleteTenant';
import { TenantNameForm } from './TenantNameForm';

type Doing = 'rename' | 'suspend' | 'delete' | 'move' | 'rotate' | null;

/** What an operator does with a tenant as a whole. */
export function TenantMenu({ tenant, onDone }: { tenant: Tenant; onDone: (text: string) => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const changed = () => {
    void client.invalidateQueries({ queryKey: tenantLists });
    void client.invalidateQueries({ queryKey: tenantQuery(tenant.id).queryKey });
    void client.invalidateQueries({ queryKey: ['whatsapp', tenant.id] });
  };
  const change = useMutation({
    ...changeTenantMutation(tenant.id),
    onSuccess: (now) => {
      client.setQueryData(tenantQuery(tenant.id).queryKey, now);
      changed();
      setDoing(null);
    },
  });
  const rotate = useMutation({
    ...rotateKeyMutation(tenant.id),
    onSuccess: () => {
      changed();
      setDoing(null);
      onDone(t('tenants.rotated'));
    },
  });
  const close = () => {
    change.reset();
    rotate.reset();
    setDoing(null);
  };
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon shape="down" size={16} />}>
            {t('common.actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={visitLink(tenant.id, '/conversations')}>
            {t('visit.open')}
          </Menu.Item>
          <Menu.Item component={Link} to="/usage">
            {t('usage.title')}
          </Menu.Item>
          <Menu.Item component={Link} to={`/audit?tenant=${tenant.id}`}>
            {t('audit.title')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setDoing('rename')}>{t('tenants.rename')}</Menu.Item>
          {tenant.session && (
            <>
              <Menu.Item onClick={() => setDoing('move')}>{t('sessions.move')}</Menu.Item>
              <Menu.Item onClick={() => setDoing('rotate')}>{t('tenants.rotate')}</Menu.Item>
            </>
          )}
          {tenant.enabled ? (
            <Menu.Item onClick={() => setDoing('suspend')}>{t('tenants.suspend')}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => change.mutate({ enabled: true })}>
              {t('tenants.resume')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setDoing('delete')}>
            {t('tenants.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {change.error && doing === null && (
        <ErrorNotice error={change.error} title={t('error.title')} />
      )}
      <FormModal opened={doing === 'rename'} title={t('tenants.renameTitle')} onClose={close}>
        <TenantNameForm
          name={tenant.name}
          submit={t('common.save')}
          pending={change.isPending}
          error={change.error}
          onSubmit={(name) => change.mutate({ name })}
          onClose={close}
        />
      </FormModal>
      <Ask
        opened={doing === 'suspend'}
        title={t('tenants.suspendTitle', { name: tenant.name })}
        text={t('tenants.suspendText')}
        confirm={t('tenants.suspend')}
        pending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate({ enabled: false })}
        onClose={close}
      />
      <Ask
        opened={doing === 'rotate'}
        title={t('tenants.rotateTitle')}
        text={t('tenants.rotateText')}
        confirm={t('tenants.rotate')}
        harmless
        pending={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={close}
      />
      <DeleteTenant tenant={tenant} opened={doing === 'delete'} onClose={close} />
      <MoveModal
        opened={doing === 'move'}
        tenant={tenant.id}
        name={tenant.name}
        onMoved={(text) => {
          changed();
          onDone(text);
        }}
        onClose={close}
      />
    </>
  );
}
