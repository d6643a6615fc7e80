package io.nightjar.gate;

import io.nightjar.store.OnPostgres;

@OnPostgres
class KillSwitchOnPostgresIT extends KillSwitchTest {}
