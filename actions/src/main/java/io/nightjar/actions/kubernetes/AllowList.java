package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cut leaves open: the cluster's name service, and addresses from which forensics are done.
 *
 * @param cidrs address ranges, both ways
 */
record AllowList(boolean dns, List<String> cidrs) {
  static final String DNS = "allowDns";
  static final String CIDR = "allowCidr";

  static final Map<String, String> PARAMETERS =
      Map.of(
          DNS, "yes, to leave the cluster's name service reachable",
          CIDR, "address ranges that stay reachable both ways, such as 192.0.2.0/28");

  private static final Pattern RANGE = Pattern.compile("([0-9a-fA-F.:]{2,45})/([0-9]{1,3})");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final int WIDEST = 8;

  AllowList {
    cidrs = List.copyOf(cidrs);
  }

  static AllowList of(Parameters parameters) {
    return new AllowList(
        parameters.text(DNS, "no").equals("yes"), parameters.list(CIDR).stream().sorted().toList());
  }

  /** Why the parameters cannot be meant, if so. */
  static Optional<String> problem(Parameters parameters) {
    String dns = parameters.text(DNS, "no");
    if (!dns.equals("yes") && !dns.equals("no")) {
      return Optional.of(DNS + " is yes or no");
    }
    return parameters.list(CIDR).stream()
        .filter(range -> !isRange(range))
        .map(
            range ->
                DisplayText.of(range)
                    + " is no address range of at least "
                    + WIDEST
                    + " leading bits, such as 192.0.2.0/28")
        .findFirst();
  }

  private static boolean isRange(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      return false;
    }
    int bits = Integer.parseInt(range.group(2));
    boolean four = IPV4.matcher(range.group(1)).matches();
    boolean six = range.group(1).contains(":") && !range.group(1).contains(".");
    return bits >= WIDEST && ((four && bits <= 32) || (six && bits <= 128));
  }

  boolean isEmpty() {
    return !dns && cidrs.isEmpty();
  }

  List<NetworkPolicyIngressRule> ingress() {
    if (cidrs.isEmpty()) {
      return List.of();
    }
    NetworkPolicyIngressRuleBuilder rule = new NetworkPolicyIngressRuleBuilder();
    cidrs.forEach(cidr -> rule.addNewFrom().withNewIpBlock().withCidr(cidr).endIpBlock().endFrom());
    return List.of(rule.build());
  }

  List<NetworkPolicyEgressRule> egress() {
    List<NetworkPolicyEgressRule> rules = new ArrayList<>();
    if (!cidrs.isEmpty()) {
      NetworkPolicyEgressRuleBuilder rule = new NetworkPolicyEgressRuleBuilder();
      cidrs.forEach(cidr -> rule.addNewTo().withNewIpBlock().withCidr(cidr).endIpBlock().endTo());
      rules.add(rule.build());
    }
    if (dns) {
      NetworkPolicyEgressRuleBuilder rule =
          new NetworkPolicyEgressRuleBuilder()
              .addNewTo()
              .withNewNamespaceSelector()
              .addToMatchLabels("kubernetes.io/metadata.name", "kube-system")
              .endNamespaceSelector()
              .withNewPodSelector()
              .addToMatchLabels("k8s-app", "kube-dns")
              .endPodSelector()
              .endTo();
      for (String protocol : List.of("UDP", "TCP")) {
        rule.addNewPort().withProtocol(protocol).withPort(new IntOrString(53)).endPort();
      }
      rules.add(rule.build());
    }
    return rules;
  }

  /** For people, after what is denied: {@code , but for 192.0.2.0/28 and the name service}. */
  String exceptions() {
    List<String> words = new ArrayList<>(cidrs);
    if (dns) {
      words.add("the cluster's name service");
    }
    return words.isEmpty() ? "" : ", but for " + String.join(" and ", words);
  }
}
