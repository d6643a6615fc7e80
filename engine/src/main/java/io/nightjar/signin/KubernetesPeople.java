package io.nightjar.signin;

import io.nightjar.cluster.ClusterUser;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.cluster.IdentityReviews.Unanswered;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.RandomToken;
import io.nightjar.http.Rejection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People and programs with a token of the cluster. The API server says who they are and, for each
 * permission and namespace, what they may do; both are believed for seconds. While it does not
 * answer, nobody comes in. Thread safe.
 */
public final class KubernetesPeople {

  private static final Logger log = LoggerFactory.getLogger(KubernetesPeople.class);
  private static final Duration BELIEVED = Duration.ofSeconds(10);
  private static final int TOKENS_AT_MOST = 1_000;
  private static final int POWERS_AT_MOST = 5_000;
  private static final int QUESTIONS_AT_ONCE = 16;
  private static final int TOKEN_AT_MOST = 16 * 1024;

  private final IdentityReviews reviews;
  private final Remembered<Optional<ClusterUser>> users;
  private final Remembered<Boolean> powers;
  private final Semaphore questions = new Semaphore(QUESTIONS_AT_ONCE);

  public KubernetesPeople(IdentityReviews reviews, InstantSource clock) {
    this.reviews = reviews;
    this.users = new Remembered<>(TOKENS_AT_MOST, BELIEVED, clock);
    this.powers = new Remembered<>(POWERS_AT_MOST, BELIEVED, clock);
  }

  private interface Question<V> {
    V ask() throws Unanswered;
  }

  /** Whether it was told a moment ago who the token is. */
  boolean knows(String token) {
    return users.get(RandomToken.hash(token)).isPresent();
  }

  /**
   * Whose token it is; empty where it is nobody's.
   *
   * @throws Rejection with status 503 while the cluster does not say
   */
  Optional<Person> person(String token) {
    return user(token)
        .map(
            user ->
                new Person(
                    user.name(),
                    user.groups(),
                    "Kubernetes" + (user.uid().isEmpty() ? "" : " uid " + user.uid()),
                    // a token that the cluster no longer knows gives no power to a session
                    (permission, namespace) ->
                        user(token)
                            .filter(user::equals)
                            .filter(now -> may(now, permission, namespace))
                            .isPresent()));
  }

  private Optional<ClusterUser> user(String token) {
    if (token.isEmpty() || token.length() > TOKEN_AT_MOST) {
      return Optional.empty();
    }
    String hash = RandomToken.hash(token);
    return users
        .get(hash)
        .orElseGet(
            () -> {
              Optional<ClusterUser> user = ask(() -> reviews.whoIs(token));
              users.put(hash, user);
              return user;
            });
  }

  private boolean may(ClusterUser user, Permission permission, String namespace) {
    String key =
        RandomToken.hash(
            user.name()
                + "\n"
                + user.uid()
                + "\n"
                + new TreeSet<>(user.groups())
                + "\n"
                + new TreeMap<>(user.extra())
                + "\n"
                + permission
                + "\n"
                + namespace);
    return powers
        .get(key)
        .orElseGet(
            () -> {
              boolean may = ask(() -> reviews.allows(user, permission, namespace));
              powers.put(key, may);
              return may;
            });
  }

  private <V> V ask(Question<V> question) {
    if (!questions.tryAcquire()) {
      throw new Rejection(Problem.busy("too many questions to the cluster are open"));
    }
    try {
      return question.ask();
    } catch (Unanswered e) {
      log.warn("nobody can sign in with a token of the cluster: {}", e.getMessage());
      throw new Rejection(Problem.unavailable(String.valueOf(e.getMessage())));
    } finally {
      questions.release();
    }
  }
}
