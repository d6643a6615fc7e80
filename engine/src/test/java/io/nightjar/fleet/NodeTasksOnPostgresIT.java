package io.nightjar.fleet;

import io.nightjar.store.OnPostgres;

@OnPostgres
class NodeTasksOnPostgresIT extends NodeTasksTest {}
