-- What a tenant is promised: promises are measured by class, because a series for each of thousands of tenants is too many.
alter table tenants add column class text not null default 'standard'
    constraint tenants_class_known check (class in ('standard', 'priority', 'trial'));
