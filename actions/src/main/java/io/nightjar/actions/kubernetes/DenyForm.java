package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/**
 * How a network plugin's own policies say "deny", which overrules what others allow; a
 * NetworkPolicy can only ever allow.
 *
 * <p>Sources: Cilium documentation, Deny Policies (a deny counts before every allow) and Entities
 * Based; Calico documentation, Network policy and Policy tiers (a tier's policies are asked in
 * their order, the first rule that matches decides; NetworkPolicies of Kubernetes have order 1000).
 */
enum DenyForm {
  CILIUM("cilium.io", "v2", "ciliumnetworkpolicies", "CiliumNetworkPolicy", ""),
  /** Where Calico's own API server is. */
  CALICO("projectcalico.org", "v3", "networkpolicies", "NetworkPolicy", "default."),
  /** Where it is not: the objects that Calico itself keeps. */
  CALICO_OBJECTS("crd.projectcalico.org", "v1", "networkpolicies", "NetworkPolicy", "default.");

  private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";
  private static final int FIRST = -1_000_000;

  private final String group;
  private final String version;
  private final String plural;
  private final String kind;
  private final String prefix;

  /**
   * @param prefix of the names of its objects
   */
  DenyForm(String group, String version, String plural, String kind, String prefix) {
    this.group = group;
    this.version = version;
    this.plural = plural;
    this.kind = kind;
    this.prefix = prefix;
  }

  String group() {
    return group;
  }

  String plural() {
    return plural;
  }

  String apiVersion() {
    return group + "/" + version;
  }

  String kind() {
    return kind;
  }

  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(true)
        .build();
  }

  /** The name of its object for one quarantine. */
  String name(String id) {
    return prefix + QuarantinePolicy.name(id);
  }

  /** For people. */
  String describe(String id) {
    return (this == CILIUM ? "CiliumNetworkPolicy " : "Calico NetworkPolicy ") + name(id);
  }

  /**
   * What its object says: all is denied both ways but what is allowed. The node that the pod is on
   * may still reach it, because a liveness probe that fails would restart what is to be kept.
   */
  ObjectNode spec(String id, AllowList allow) {
    return this == CILIUM ? cilium(id, allow) : calico(id, allow);
  }

  private static ObjectNode cilium(String id, AllowList allow) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putObject("endpointSelector").putObject("matchLabels").put(Marks.QUARANTINE, id);

    ArrayNode ingressDeny = spec.putArray("ingressDeny");
    everyPod(ingressDeny.addObject().putArray("fromEndpoints"));
    entities(ingressDeny, "fromEntities", List.of("remote-node", "unmanaged", "ingress"));
    world(ingressDeny, "fromEntities", "fromCIDRSet", allow);

    ArrayNode egressDeny = spec.putArray("egressDeny");
    ArrayNode pods = egressDeny.addObject().putArray("toEndpoints");
    if (allow.dns()) {
      everyPodButThoseOfTheNameService(pods);
    } else {
      everyPod(pods);
    }
    entities(
        egressDeny,
        "toEntities",
        List.of("host", "remote-node", "unmanaged", "ingress", "kube-apiserver"));
    world(egressDeny, "toEntities", "toCIDRSet", allow);

    if (!allow.cidrs().isEmpty()) {
      texts(spec.putArray("ingress").addObject().putArray("fromCIDR"), allow.cidrs());
      texts(spec.withArray("egress").addObject().putArray("toCIDR"), allow.cidrs());
    }
    if (allow.dns()) {
      ObjectNode rule = spec.withArray("egress").addObject();
      ObjectNode labels = rule.putArray("toEndpoints").addObject().putObject("matchLabels");
      labels.put(NAMESPACE, "kube-system").put("k8s:k8s-app", "kube-dns");
      rule.putArray("toPorts")
          .addObject()
          .putArray("ports")
          .addObject()
          .put("port", "53")
          .put("protocol", "ANY");
    }
    return spec;
  }

  private static void everyPod(ArrayNode selectors) {
    exists(selectors.addObject().putArray("matchExpressions"));
  }

  private static void everyPodButThoseOfTheNameService(ArrayNode selectors) {
    // without "exists" it would select what is no pod too, for instance the world
    ArrayNode elsewhere = selectors.addObject().putArray("matchExpressions");
    exists(elsewhere);
    notIn(elsewhere, NAMESPACE, "kube-system");
    ObjectNode there = selectors.addObject();
    there.putObject("matchLabels").put(NAMESPACE, "kube-system");
    notIn(there.putArray("matchExpressions"), "k8s:k8s-app", "kube-dns");
  }

  private static void exists(ArrayNode expressions) {
    expressions.addObject().put("key", NAMESPACE).put("operator", "Exists");
  }

  private static void notIn(ArrayNode expressions, String key, String value) {
    expressions.addObject().put("key", key).put("operator", "NotIn").putArray("values").add(value);
  }

  private static void entities(ArrayNode rules, String field, List<String> names) {
    texts(rules.addObject().putArray(field), names);
  }

  /** What is outside of the cluster, but for the ranges that are allowed. */
  private static void world(ArrayNode rules, String entities, String ranges, AllowList allow) {
    if (allow.cidrs().isEmpty()) {
      entities(rules, entities, List.of("world"));
      return;
    }
    ArrayNode sets = rules.addObject().putArray(ranges);
    for (String all : List.of("0.0.0.0/0", "::/0")) {
      boolean six = all.contains(":");
      List<String> except =
          allow.cidrs().stream().filter(range -> range.contains(":") == six).toList();
      ObjectNode set = sets.addObject().put("cidr", all);
      if (!except.isEmpty()) {
        texts(set.putArray("except"), except);
      }
    }
  }

  private static ObjectNode calico(String id, AllowList allow) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("tier", "default").put("order", FIRST);
    spec.put("selector", Marks.QUARANTINE + " == '" + id + "'");
    texts(spec.putArray("types"), List.of("Ingress", "Egress"));
    ArrayNode ingress = spec.putArray("ingress");
    ArrayNode egress = spec.putArray("egress");
    if (!allow.cidrs().isEmpty()) {
      nets(ingress, "source", allow.cidrs());
      nets(egress, "destination", allow.cidrs());
    }
    if (allow.dns()) {
      for (String protocol : List.of("UDP", "TCP")) {
        ObjectNode rule = egress.addObject().put("action", "Allow").put("protocol", protocol);
        rule.putObject("destination")
            .put("selector", "k8s-app == 'kube-dns'")
            .put("namespaceSelector", "projectcalico.org/name == 'kube-system'")
            .putArray("ports")
            .add(53);
      }
    }
    ingress.addObject().put("action", "Deny");
    egress.addObject().put("action", "Deny");
    return spec;
  }

  private static void nets(ArrayNode rules, String side, List<String> ranges) {
    texts(rules.addObject().put("action", "Allow").putObject(side).putArray("nets"), ranges);
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
