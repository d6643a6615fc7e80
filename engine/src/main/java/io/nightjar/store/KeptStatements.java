package io.nightjar.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection that prepares each SQL text once: a prepared statement that is closed stays with the
 * connection and is handed out again for the same text. Whoever uses it notices nothing but the
 * time; while one is in use, the next who wants the same text gets another one. For one thread.
 */
final class KeptStatements implements InvocationHandler {

  private static final int AT_MOST = 96;

  private final Connection connection;
  private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

  private KeptStatements(Connection connection) {
    this.connection = connection;
  }

  static Connection on(Connection connection) {
    return proxy(Connection.class, new KeptStatements(connection));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            KeptStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("prepareStatement")
        && arguments != null
        && arguments.length == 1
        && arguments[0] instanceof String sql) {
      PreparedStatement kept = idle.remove(sql);
      return proxy(
          PreparedStatement.class,
          new Lent(sql, kept == null ? connection.prepareStatement(sql) : kept));
    }
    return call(connection, method, arguments);
  }

  private static @Nullable Object call(Object on, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** A statement in somebody's hands. */
  private final class Lent implements InvocationHandler {
    private final String sql;
    private final PreparedStatement statement;
    private @Nullable ResultSet rows;
    private boolean failed;
    private boolean closed;

    Lent(String sql, PreparedStatement statement) {
      this.sql = sql;
      this.statement = statement;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
        throws Throwable {
      return switch (method.getName()) {
        case "close" -> {
          giveBack();
          yield null;
        }
        case "isClosed" -> closed;
        default -> used(method, arguments);
      };
    }

    private @Nullable Object used(Method method, Object @Nullable [] arguments) throws Throwable {
      if (closed) {
        throw new SQLException("this statement is closed");
      }
      try {
        Object answer = call(statement, method, arguments);
        if (answer instanceof ResultSet fresh) {
          rows = fresh;
        }
        return answer;
      } catch (SQLException e) {
        failed = true;
        throw e;
      }
    }

    private void giveBack() throws SQLException {
      if (closed) {
        return;
      }
      closed = true;
      ResultSet open = rows;
      if (failed) {
        statement.close(); // nobody can say what it holds
        return;
      }
      if (open != null) {
        open.close();
      }
      statement.clearBatch();
      statement.clearParameters();
      PreparedStatement same = idle.put(sql, statement);
      if (same != null) {
        same.close();
      }
      if (idle.size() > AT_MOST) {
        PreparedStatement eldest = idle.remove(idle.keySet().iterator().next());
        if (eldest != null) {
          eldest.close();
        }
      }
    }
  }
}
