package io.nightjar.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a PostgreSQL server in a session that holds the engine's lock.
 *
 * <p>The lock and the writes are in the same server session, so what is written was written under
 * the lock. Every commit also counts up {@code store_hold}, a row that names this engine: when the
 * row is another's, that one has taken over, and when a commit gets no answer, the count says
 * whether it took place.
 *
 * <p>A lost connection fails the transaction that is under way, and the next one connects anew.
 * After that the row must be as this engine left it. Where it is not, or where nobody can say
 * whether a commit took place, what this engine has in memory may be wrong: it never writes again.
 */
final class PostgresSession implements WritingSession {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);

  /** How long a commit without an answer is asked after. */
  private static final Duration DOUBT_AT_MOST = Duration.ofSeconds(30);

  private static final int VALID_WITHIN_SECONDS = 2;

  private final PostgresBackend backend;
  private final StandingBy standing;
  private final Lease lease;
  private final String holder = UUID.randomUUID().toString();
  private Connection connection;
  private EngineLock.ServerSession session;
  private boolean holding;
  private boolean lost;
  private long commits;
  private volatile @Nullable String over;

  private PostgresSession(
      PostgresBackend backend,
      Connection connection,
      EngineLock.ServerSession session,
      StandingBy standing) {
    this.backend = backend;
    this.connection = connection;
    this.session = session;
    this.standing = standing;
    this.lease = new Lease(standing.actsFor(), System::nanoTime, InstantSource.system());
  }

  /**
   * @throws StoreException when another engine has the lock and this one does not wait for it
   * @throws StoppedWaiting when it waited and was told to stop
   */
  static PostgresSession open(PostgresBackend backend, StandingBy standing) throws SQLException {
    Connection connection =
        standing.watch() == null ? taken(backend) : Standby.await(backend, standing);
    try {
      EngineLock.ServerSession session = EngineLock.ServerSession.of(connection);
      try (Statement name = connection.createStatement()) {
        name.execute("SET application_name = 'nightjar'");
      }
      connection.commit();
      return new PostgresSession(backend, connection, session, standing);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection taken(PostgresBackend backend) throws SQLException {
    Connection connection = backend.writer();
    try {
      EngineLock.take(connection, backend.name(), null);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void hold() throws SQLException {
    Lease.Sent sent = lease.sending();
    try (Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO store_hold VALUES (1, ?, 0)"
                    + " ON CONFLICT(id) DO UPDATE SET holder = excluded.holder, commits = 0")) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS store_hold"
              + "(id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL,"
              + " commits BIGINT NOT NULL)");
      insert.setString(1, holder);
      insert.executeUpdate();
    }
    connection.commit();
    holding = true;
    lease.answered(sent);
  }

  @Override
  public void begin() throws SQLException {
    String why = over;
    if (why != null) {
      throw new StoreException(why);
    }
    Lease.Sent sent = lease.sending();
    // a connection that broke while nobody used it must not cost the next step
    if (lost || !connection.isValid(VALID_WITHIN_SECONDS)) {
      lost = true;
      long found = reconnect();
      if (found != commits) {
        throw end(
            "the database "
                + backend.name()
                + " is not as this Nightjar left it ("
                + found
                + " commits instead of "
                + commits
                + "): it was restored, or a fail-over lost some. This Nightjar writes no more;"
                + " start it again, so that it reads what is there");
      }
      LOG.info("{} answers again", backend.name());
    }
    lease.answered(sent);
  }

  @Override
  public void stayAlive() {
    if (over != null) {
      return;
    }
    try {
      begin();
    } catch (SQLException | StoreException notYet) {
      LOG.debug("{} does not say that this engine leads: {}", backend.name(), notYet.getMessage());
    }
  }

  @Override
  public Duration heartbeat() {
    return standing.heartbeat();
  }

  @Override
  public Lease lease() {
    return lease;
  }

  @Override
  public void commit() throws SQLException {
    if (!holding) {
      connection.commit();
      return;
    }
    Lease.Sent sent = lease.sending();
    countUp();
    try {
      connection.commit();
      lease.answered(sent);
    } catch (SQLException e) {
      if (connection.isValid(VALID_WITHIN_SECONDS)) {
        throw e; // the server has answered: no
      }
      lost = true;
      if (!tookPlace(e)) {
        throw e;
      }
    }
    commits++;
  }

  private void countUp() throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE store_hold SET commits = ? WHERE id = 1 AND holder = ?")) {
      update.setLong(1, commits + 1);
      update.setString(2, holder);
      if (update.executeUpdate() != 1) {
        throw takenOver();
      }
    }
  }

  /** Asks the server what became of a commit that it did not answer. */
  private boolean tookPlace(SQLException unanswered) {
    LOG.warn("{} did not answer a commit; asking what became of it", backend.name());
    long until = System.nanoTime() + DOUBT_AT_MOST.toNanos();
    while (System.nanoTime() < until) {
      try {
        long found = reconnect();
        if (found == commits || found == commits + 1) {
          LOG.info("{} answers again: {}", backend.name(), found == commits ? "lost" : "done");
          return found > commits;
        }
        break;
      } catch (SQLException | StoreException notYet) {
        if (over != null) {
          break;
        }
        LOG.debug("not yet: {}", notYet.getMessage());
        EngineLock.pause();
      }
    }
    String why = over;
    StoreException failure =
        end(
            (why == null ? "" : why + ". Before that, ")
                + "the database "
                + backend.name()
                + " went away in the middle of a commit, and nobody can say whether it took place."
                + " This Nightjar writes no more; start it again, so that it reads what is there");
    failure.addSuppressed(unanswered);
    throw failure;
  }

  /** Returns the number of commits that the database knows of; only this engine made them. */
  private long reconnect() throws SQLException {
    closeQuietly(connection);
    Connection fresh = backend.writer();
    try {
      if (holding) {
        long stillOurs = commitsOfThisEngine(fresh); // or else there is nothing to wait for
        LOG.debug("{} commits so far", stillOurs);
      }
      lock(fresh);
      EngineLock.ServerSession here = EngineLock.ServerSession.of(fresh);
      long found = commitsOfThisEngine(fresh);
      fresh.commit();
      connection = fresh;
      session = here;
      lost = false;
      return found;
    } catch (SQLException | RuntimeException e) {
      closeQuietly(fresh);
      throw e;
    }
  }

  private void lock(Connection fresh) throws SQLException {
    try {
      EngineLock.take(fresh, backend.name(), session);
    } catch (StoreException anotherHasIt) {
      long stillOurs = commitsOfThisEngine(fresh); // or else it has written, and this is the end
      LOG.debug("not locked; {} commits", stillOurs);
      throw anotherHasIt;
    }
  }

  private long commitsOfThisEngine(Connection fresh) throws SQLException {
    try (PreparedStatement select =
        fresh.prepareStatement("SELECT commits FROM store_hold WHERE id = 1 AND holder = ?")) {
      select.setString(1, holder);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw takenOver();
        }
        return row.getLong(1);
      }
    }
  }

  private StoreException takenOver() {
    return end(
        "another Nightjar has taken over the database "
            + backend.name()
            + "; this one writes no more and ends. Started again, it stands by");
  }

  private StoreException end(String why) {
    over = why;
    lease.lose(why);
    return new StoreException(why);
  }

  @Override
  public void rollback() {
    try {
      connection.rollback();
      lost = !connection.isValid(VALID_WITHIN_SECONDS);
    } catch (SQLException e) {
      lost = true;
    }
    if (lost) {
      LOG.warn("the connection to {} is lost", backend.name());
      closeQuietly(connection);
    }
  }

  @Override
  public @Nullable String over() {
    return over;
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyBroken) {
      // nothing is lost with it: what was not committed was not written
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
