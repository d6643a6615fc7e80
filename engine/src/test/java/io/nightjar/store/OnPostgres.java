package io.nightjar.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tests of this class keep their store in a real PostgreSQL, a database for each state
 * directory, wherever they open a {@link TestState}; skipped where none can be started.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(OnPostgres.Switch.class)
public @interface OnPostgres {

  /** Switches {@link TestState} for the time of the class. */
  final class Switch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
      TestState.useServer(PostgresServer.orSkip());
    }

    @Override
    public void afterEach(ExtensionContext context) {
      TestState.dropDatabases();
    }

    @Override
    public void afterAll(ExtensionContext context) {
      TestState.useServer(null);
    }
  }
}
