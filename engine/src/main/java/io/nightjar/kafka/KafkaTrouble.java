package io.nightjar.kafka;

import io.nightjar.kafka.KafkaSettings.Login;
import io.nightjar.store.StoreException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * What is wrong with Kafka, for who has to mend it: what, where, and what to do. Says nothing
 * secret.
 *
 * @param refused whether somebody has to change something; otherwise it may come back by itself
 */
record KafkaTrouble(boolean refused, String words) {

  private static final int DEEPEST = 12;

  static KafkaTrouble of(Throwable failure, KafkaSettings settings) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
      String words = refusal(at, settings);
      if (!words.isEmpty()) {
        return new KafkaTrouble(true, where(settings) + words);
      }
    }
    return new KafkaTrouble(
        false,
        where(settings)
            + "does not answer ("
            + text(failure)
            + "): see that the brokers run, that kafka.servers names them, that they listen there "
            + (settings.security().tls() ? "with" : "without")
            + " TLS (kafka.tls: "
            + settings.security().tls()
            + "), and that nothing in between refuses the connection");
  }

  /** As an exception, which says by its type whether waiting may help. */
  StoreException thrown(Throwable cause) {
    return refused ? new StoreException(words, cause) : new KafkaAwayException(words, cause);
  }

  private static String where(KafkaSettings settings) {
    return "Kafka at " + String.join(", ", settings.servers()) + " ";
  }

  private static String refusal(Throwable at, KafkaSettings settings) {
    return switch (at) {
      case SaslAuthenticationException refused -> login(settings);
      case UnsupportedSaslMechanismException refused -> mechanism(settings);
      case SslAuthenticationException refused -> tls(refused, settings);
      case TopicAuthorizationException refused ->
          "does not let "
              + who(settings)
              + " use "
              + (refused.unauthorizedTopics().isEmpty()
                  ? "or make its topics"
                  : "the topics " + refused.unauthorizedTopics())
              + ": it needs Read, Write, Describe and Create on topics that begin with "
              + settings.prefix()
              + ". (kafka-acls.sh --add --allow-principal … --resource-pattern-type prefixed)";
      case GroupAuthorizationException refused ->
          "does not let "
              + who(settings)
              + " take part in the group "
              + refused.groupId()
              + ": it needs Read and Describe on groups that begin with "
              + settings.prefix()
              + ". (kafka-acls.sh --add --allow-principal … --resource-pattern-type prefixed)";
      case AuthorizationException refused ->
          "does not let " + who(settings) + " do it (" + text(refused) + "): see docs/scale-out.md";
      case InvalidReplicationFactorException refused ->
          "does not make topics of "
              + settings.replication()
              + " copies (kafka.replication): "
              + text(refused);
      case PolicyViolationException refused ->
          "has a policy against topics as Nightjar makes them, so make them yourself"
              + " (docs/scale-out.md): "
              + text(refused);
      case ConfigException refused -> client(refused);
      case SSLException refused -> tls(refused, settings);
      case KafkaException refused when isOfAClient(refused) -> client(refused);
      default -> "";
    };
  }

  private static boolean isOfAClient(KafkaException failure) {
    String text = String.valueOf(failure.getMessage());
    return text.startsWith("Failed to create new") || text.startsWith("Failed to construct kafka");
  }

  private static String login(KafkaSettings settings) {
    Login login = settings.security().login();
    return login == null
        ? "wants somebody to sign in, and kafka.user names nobody"
        : "refuses the user "
            + login.user()
            + " (kafka.user) or the password in "
            + login.passwordFile()
            + " (kafka.passwordFile), by "
            + login.mechanism()
            + ": put there what the brokers know of that user (kafka-configs.sh --describe"
            + " --entity-type users); it is read again at every connection";
  }

  private static String mechanism(KafkaSettings settings) {
    Login login = settings.security().login();
    return "does not know "
        + (login == null ? "that way" : login.mechanism())
        + " of signing in: set kafka.mechanism to what its listener has enabled";
  }

  private static String tls(Throwable failure, KafkaSettings settings) {
    KafkaSettings.Security security = settings.security();
    String deepest = deepest(failure);
    if (deepest.contains("unable to find valid certification path")
        || deepest.contains("PKIX path")
        || deepest.contains("Path does not chain with any of the trust anchors")
        || deepest.contains("Signature does not match")) {
      return "shows a certificate that is signed by nobody whom "
          + (security.ca() == null
              ? "Java trusts: name the authority in kafka.ca"
              : security.ca() + " (kafka.ca) names: put the authority of the brokers there")
          + " ("
          + deepest
          + ")";
    }
    if (deepest.contains("No subject alternative") || deepest.contains("No name matching")) {
      return "shows a certificate for another name ("
          + deepest
          + "): kafka.servers has to name the brokers as their certificates do";
    }
    if (deepest.contains("fatal alert") && deepest.contains("certificate")) {
      return "wants a certificate of Nightjar's own: "
          + (security.keys() == null
              ? "name it in kafka.keys"
              : security.keys() + " (kafka.keys) is not of an authority that the brokers trust")
          + " ("
          + deepest
          + ")";
    }
    return "and Nightjar do not agree on TLS: "
        + deepest
        + "; see kafka.tls, kafka.ca and kafka.keys";
  }

  private static String client(Throwable failure) {
    return "cannot be asked, as what the section kafka says is of no use: " + deepest(failure);
  }

  private static String who(KafkaSettings settings) {
    Login login = settings.security().login();
    if (login != null) {
      return login.user();
    }
    return settings.security().keys() == null ? "somebody who does not sign in" : "its certificate";
  }

  private static String deepest(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at.getCause() != null && depth < DEEPEST; depth++) {
      at = at.getCause();
    }
    return text(at);
  }

  private static String text(Throwable failure) {
    Throwable told =
        failure instanceof ExecutionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
  }
}
