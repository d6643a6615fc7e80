package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptStatementsTest {

  private static final String INSERT = "INSERT INTO t(a, b) VALUES (?, ?)";
  private static final String SELECT = "SELECT a FROM t ORDER BY a";

  private Connection real;
  private Connection connection;
  private int prepared;

  @BeforeEach
  void open() throws SQLException {
    real = DriverManager.getConnection("jdbc:sqlite::memory:");
    Connection counting =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                  prepared += method.getName().equals("prepareStatement") ? 1 : 0;
                  return method.invoke(real, arguments);
                });
    connection = KeptStatements.on(counting);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (a INTEGER NOT NULL UNIQUE, b TEXT)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    real.close();
  }

  @Test
  void theSameTextIsPreparedOnce() throws SQLException {
    for (int i = 0; i < 5; i++) {
      insert(i, "x");
      assertThat(count()).isEqualTo(i + 1);
    }

    assertThat(prepared).isEqualTo(2);
  }

  @Test
  void twoThatUseTheSameTextAtATimeDoNotDisturbEachOther() throws SQLException {
    insert(1, "x");
    insert(2, "x");
    try (PreparedStatement outer = connection.prepareStatement(SELECT);
        ResultSet rows = outer.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(count()).isEqualTo(2);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(2);
    }
  }

  @Test
  void nothingOfOneUseIsLeftForTheNext() throws SQLException {
    insert(1, "x");
    try (PreparedStatement again = connection.prepareStatement(INSERT)) {
      again.setInt(1, 2);
      again.setString(2, "left");
      again.addBatch(); // and never executed
    }
    try (PreparedStatement again = connection.prepareStatement(INSERT)) {
      again.setInt(1, 3);
      again.addBatch();
      again.executeBatch();
    }

    assertThat(count()).isEqualTo(2);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT b FROM t WHERE a = 3")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isNull();
    }
  }

  @Test
  void aStatementThatFailedIsPreparedAnewAndRowsLeftOpenHoldNoLock() throws SQLException {
    insert(1, "x");
    assertThatThrownBy(() -> insert(1, "again")).isInstanceOf(SQLException.class);
    insert(2, "x");
    PreparedStatement left = connection.prepareStatement(SELECT);
    assertThat(left.executeQuery().next()).isTrue(); // nobody closes the rows
    left.close();

    assertThat(prepared).isEqualTo(3);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE t"); // refused while a row is being read
    }
  }

  @Test
  void aClosedStatementIsClosed() throws SQLException {
    PreparedStatement statement = connection.prepareStatement(SELECT);
    statement.close();
    statement.close();

    assertThat(statement.isClosed()).isTrue();
    assertThatThrownBy(statement::executeQuery).isInstanceOf(SQLException.class);
  }

  @Test
  void itKeepsAFewOnly() throws SQLException {
    for (int i = 0; i < 300; i++) {
      connection.prepareStatement("SELECT " + i).close();
    }
    connection.prepareStatement("SELECT 299").close();
    assertThat(prepared).isEqualTo(300);
    connection.prepareStatement("SELECT 0").close();
    assertThat(prepared).isEqualTo(301);
  }

  private void insert(int a, String b) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setInt(1, a);
      insert.setString(2, b);
      insert.executeUpdate();
    }
  }

  private int count() throws SQLException {
    int count = 0;
    try (PreparedStatement select = connection.prepareStatement(SELECT);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }
}
