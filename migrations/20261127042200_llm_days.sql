-- What tenants' models were asked, day by day (UTC): the meter knows no day but the present one.
create table llm_days (
    tenant_id bigint not null references tenants on delete cascade,
    day date not null,
    requests bigint not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    primary key (tenant_id, day)
);
alter table llm_days enable row level security;
create policy tenant on llm_days using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on llm_days to peyk_service;

insert into llm_days (tenant_id, day, requests, input_tokens, output_tokens)
select tenant_id, day, day_requests, day_input_tokens, day_output_tokens from llm_meters;
