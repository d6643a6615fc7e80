package io.nightjar.fleet;

import io.nightjar.http.Call;
import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import java.util.Set;

/**
 * The agent of one node, which may speak of that node and nothing else: no permission of a person
 * is ever its own.
 *
 * @param node that its credential stands for, whatever it says itself
 * @param vouchedBy what showed it
 */
record AgentCaller(String node, String vouchedBy) implements Caller {

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
