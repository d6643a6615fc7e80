package io.nightjar.fleet;

import io.nightjar.http.Call;
import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agent of one node, which may speak of that node and nothing else: no permission of a person
 * is ever its own.
 *
 * @param node that its credential stands for, whatever it says itself
 * @param vouchedBy what showed it
 * @param certificate how long the one counts that it showed; null where it showed none
 */
record AgentCaller(String node, String vouchedBy, @Nullable Validity certificate)
    implements Caller {

  @Override
  public String name() {
    return "agent:" + node;
  }

  @Override
  public Set<String> groups() {
    return Set.of();
  }

  @Override
  public boolean may(Permission permission, String namespace) {
    return false;
  }

  /** The agent that a request was let in as. */
  static AgentCaller of(Call call) {
    if (call.caller() instanceof AgentCaller agent) {
      return agent;
    }
    throw new Rejection(Problem.unauthorized());
  }
}
