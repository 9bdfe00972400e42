-- What became of a lead, for the people who work on it: one row a moment. The audit log says who did something, for the
-- owners; this says what was otherwise afterwards, also by the bot.
create table lead_changes (
    id bigint generated always as identity primary key,
    tenant_id bigint not null,
    contact_id bigint not null,
    at timestamptz not null default now(),
    -- created, changed, handed_over, crm_delivered: an open set.
    action text not null,
    -- bot, system, or as in the audit log, in words that stay true when the user is gone: user:5 ana@example.com.
    actor text not null,
    by_operator boolean not null default false,
    -- [{"field", "from", "to"}]
    changes jsonb not null default '[]',
    -- By the key that a lead has beside its id. It goes where the lead goes, and with it.
    foreign key (tenant_id, contact_id) references leads (tenant_id, contact_id)
        on update cascade on delete cascade
);
create index lead_changes_of_lead on lead_changes (tenant_id, contact_id, id);
alter table lead_changes enable row level security;
create policy tenant on lead_changes using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on lead_changes to peyk_service;

-- Who changed leads until now; what they changed was not written down.
insert into lead_changes (tenant_id, contact_id, at, action, actor, by_operator)
select l.tenant_id, l.contact_id, a.at, 'changed', a.actor, a.by_operator
from audit_log a
join leads l on l.tenant_id = a.tenant_id and a.detail = 'lead:' || l.id
where a.action = 'lead_changed'
order by a.id;
