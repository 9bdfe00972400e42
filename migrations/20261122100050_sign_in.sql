-- The doors for who is not known yet: by an e-mail, by a digest of a token. They run as their owner and
-- answer with one row, that of who presented it; whose rows a service touches afterwards it has to say.

create function find_account(wanted_email text)
returns table (user_id bigint, tenant_id bigint, role text, email text, password_hash text, tenant_name text)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select u.id, u.tenant_id, u.role, u.email, u.password_hash, t.name
    from users u left join tenants t on t.id = u.tenant_id
    where u.email = wanted_email
$$;

create function find_login_session(wanted_hash bytea)
returns table (user_id bigint, tenant_id bigint, role text, email text, tenant_name text)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select u.id, u.tenant_id, u.role, u.email, t.name
    from login_sessions s
    join users u on u.id = s.user_id
    left join tenants t on t.id = u.tenant_id
    where s.token_hash = wanted_hash and s.expires_at > now()
$$;

-- Notes the use as well, at most once a minute: a token in use is not a row that is always written.
create function use_api_token(wanted_hash bytea)
returns table (token_id bigint, tenant_id bigint, name text, tenant_name text)
language sql volatile security definer
set search_path = public, pg_temp
as $$
    update api_tokens k set last_used_at = now()
    where k.token_hash = wanted_hash
      and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
    select k.id, k.tenant_id, k.name, t.name
    from api_tokens k left join tenants t on t.id = k.tenant_id
    where k.token_hash = wanted_hash
$$;

-- What has run out is of no use to anybody, whosever it was.
create function forget_expired_sign_ins(attempt_window interval) returns void
language sql volatile security definer
set search_path = public, pg_temp
as $$
    delete from login_sessions where expires_at <= now();
    delete from sign_in_attempts where since <= now() - attempt_window;
$$;

-- The operators' view of all entries.
create function list_audit_log(after_id bigint, at_most bigint)
returns table (id bigint, tenant_id bigint, at timestamptz, actor text, action text, detail text)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select a.id, a.tenant_id, a.at, a.actor, a.action, a.detail
    from audit_log a where a.id > after_id order by a.id limit at_most
$$;

revoke all on function find_account, find_login_session, use_api_token, forget_expired_sign_ins, list_audit_log
    from public;
grant execute on function find_account, find_login_session, use_api_token, forget_expired_sign_ins, list_audit_log
    to peyk_service;
