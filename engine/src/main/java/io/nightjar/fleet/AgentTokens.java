package io.nightjar.fleet;

import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.cluster.ClusterUser;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.cluster.IdentityReviews.Unanswered;
import io.nightjar.http.Problem;
import io.nightjar.http.RandomToken;
import io.nightjar.http.Rejection;
import io.nightjar.signin.Remembered;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agents with a service account token. The API server says whose it is, and on which node the pod
 * runs that it is bound to; it is believed for seconds. Thread safe.
 */
final class AgentTokens {

  private static final Logger log = LoggerFactory.getLogger(AgentTokens.class);
  private static final Duration BELIEVED = Duration.ofSeconds(10);
  private static final int TOKENS_AT_MOST = 20_000;
  private static final int QUESTIONS_AT_ONCE = 32;
  private static final int TOKEN_AT_MOST = 16 * 1024;
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String EXTRA = "authentication.kubernetes.io/";

  private final IdentityReviews reviews;
  private final Set<String> accounts;
  private final PodLookup pods;
  private final Remembered<Answer> answers;
  private final Semaphore questions = new Semaphore(QUESTIONS_AT_ONCE);

  /**
   * @param node empty where it is no agent's
   * @param refusal why, where the token is somebody's; empty otherwise
   */
  private record Answer(String node, String refusal) {}

  /**
   * @param reviews for the audience of agents
   * @param accounts full names of the service accounts whose tokens are those of agents
   */
  AgentTokens(IdentityReviews reviews, Set<String> accounts, PodLookup pods, InstantSource clock) {
    this.reviews = reviews;
    this.accounts = Set.copyOf(accounts);
    this.pods = pods;
    this.answers = new Remembered<>(TOKENS_AT_MOST, BELIEVED, clock);
  }

  /**
   * The node of the agent that has the token; empty where it is nobody's.
   *
   * @throws Rejection where it is another's, or the cluster does not say
   */
  Optional<String> node(String token) {
    if (token.isEmpty() || token.length() > TOKEN_AT_MOST) {
      return Optional.empty();
    }
    String hash = RandomToken.hash(token);
    Answer answer = answers.get(hash).orElse(null);
    if (answer == null) {
      answer = ask(token);
      answers.put(hash, answer);
    }
    if (!answer.refusal().isEmpty()) {
      throw new Rejection(Problem.forbidden(answer.refusal()));
    }
    return Optional.of(answer.node()).filter(node -> !node.isEmpty());
  }

  private Answer ask(String token) {
    if (!questions.tryAcquire()) {
      throw new Rejection(Problem.busy("too many questions to the cluster are open"));
    }
    try {
      return reviews.whoIs(token).map(this::judged).orElse(new Answer("", ""));
    } catch (Unanswered e) {
      log.warn("no agent can show its token: {}", e.getMessage());
      throw new Rejection(Problem.unavailable(String.valueOf(e.getMessage())));
    } finally {
      questions.release();
    }
  }

  private Answer judged(ClusterUser user) {
    if (!accounts.contains(user.name())) {
      log.warn("{} is none of agents.serviceAccounts, and was refused", user.name());
      return new Answer("", "this service account is none of agents.serviceAccounts");
    }
    String node = node(user);
    return node.isEmpty()
        ? new Answer("", "the token is bound to no pod whose node is known")
        : new Answer(node, "");
  }

  /** Newer clusters say the node; older ones the pod, which is looked up. */
  private String node(ClusterUser user) {
    String said = extra(user, "node-name");
    if (!said.isEmpty()) {
      return said;
    }
    String name = extra(user, "pod-name");
    String namespace = user.name().substring(ACCOUNT.length()).split(":", 2)[0];
    return pods.byUid(extra(user, "pod-uid"))
        .filter(pod -> pod.pod().name().equals(name) && pod.pod().namespace().equals(namespace))
        .filter(pod -> pod.phase() != PodInfo.Phase.OVER)
        .map(PodInfo::node)
        .orElse("");
  }

  private static String extra(ClusterUser user, String name) {
    List<String> values = user.extra().getOrDefault(EXTRA + name, List.of());
    return values.size() == 1 ? values.getFirst() : "";
  }
}
