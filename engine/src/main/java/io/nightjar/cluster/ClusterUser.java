package io.nightjar.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who a token of the cluster is, as the API server says.
 *
 * @param extra what the API server's authorizer may ask for beside name and groups
 */
public record ClusterUser(
    String name, String uid, Set<String> groups, Map<String, List<String>> extra) {

  public ClusterUser {
    groups = Set.copyOf(groups);
    extra = Map.copyOf(extra);
  }
}
