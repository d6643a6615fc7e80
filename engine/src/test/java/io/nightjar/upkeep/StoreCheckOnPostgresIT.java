package io.nightjar.upkeep;

import io.nightjar.store.OnPostgres;

@OnPostgres
class StoreCheckOnPostgresIT extends StoreCheckTest {}
