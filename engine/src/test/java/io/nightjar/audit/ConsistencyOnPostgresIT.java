package io.nightjar.audit;

import io.nightjar.store.OnPostgres;

@OnPostgres
class ConsistencyOnPostgresIT extends ConsistencyTest {}
