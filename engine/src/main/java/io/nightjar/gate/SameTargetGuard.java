package io.nightjar.gate;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.respond.ResponseRequest;
import org.jspecify.annotations.Nullable;

/**
 * The pod under that name must still be the one that was meant: a StatefulSet's next pod has the
 * same name. What is not known here is left to the action, which compares the UID at the API
 * server.
 */
final class SameTargetGuard implements Guard {

  private final PodLookup pods;

  SameTargetGuard(PodLookup pods) {
    this.pods = pods;
  }

  @Override
  public String name() {
    return "same-target";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    Target target = request.target();
    String other = null;
    if (target instanceof PodTarget pod) {
      other = other(pod.namespace(), pod.name(), pod.uid());
    } else if (target instanceof ProcessTarget process && !process.podUid().isEmpty()) {
      other = other(process);
    }
    return other == null
        ? new Answer.Pass("nothing else is known under the name of " + target.describe())
        : new Answer.Deny(other);
  }

  private @Nullable String other(ProcessTarget process) {
    PodInfo holder = pods.byContainerId(process.containerId()).orElse(null);
    if (holder != null && !holder.pod().uid().equals(process.podUid())) {
      return "the container of " + process.describe() + " is one of " + holder.pod().describe();
    }
    return other(process.namespace(), process.podName(), process.podUid());
  }

  private @Nullable String other(String namespace, String name, String uid) {
    PodInfo named = pods.byName(namespace, name).orElse(null);
    return named == null || named.pod().uid().equals(uid)
        ? null
        : named.pod().describe()
            + " is another one now (UID "
            + named.pod().uid()
            + "); the one that was meant (UID "
            + uid
            + ") is gone";
  }
}
