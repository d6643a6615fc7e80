package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.cli.RunOptions;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.config.Configuration;
import io.nightjar.evidence.EvidenceCollector;
import io.nightjar.evidence.EvidenceUpload;
import io.nightjar.fleet.Fleet;
import io.nightjar.node.NodeParts;
import io.nightjar.node.StoredIntents;
import io.nightjar.store.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The actions of an engine: in the cluster, on its own node, and on others by their agents.
 *
 * @param descriptors what each can do and needs, by its id
 */
record ActionWiring(ActionRegistry registry, Map<String, ActionDescriptor> descriptors) {

  /** What they are made of. */
  record Parts(
      RunOptions options,
      Path state,
      Database database,
      ClusterConnection cluster,
      PodIndex pods,
      Fleet fleet) {

    private Configuration configuration() {
      return options.configuration();
    }

    private InstantSource clock() {
      return options.clock();
    }
  }

  /**
   * @param closing ends what keeps and uploads evidence
   */
  static ActionWiring start(Parts parts, Closing closing) {
    ActionRegistry registry =
        ActionRegistry.standard(
            parts.cluster().client(),
            node(parts, closing),
            parts.clock(),
            ActionSettingsFromConfig.of(
                parts.configuration().actions(), parts.options().around().environment()));
    return new ActionWiring(
        registry,
        registry.descriptors().stream()
            .collect(Collectors.toMap(ActionDescriptor::id, Function.identity())));
  }

  private static NodeControls node(Parts parts, Closing closing) {
    Configuration wanted = parts.configuration();
    EvidenceCollector evidence =
        NodeParts.evidence(wanted.node(), wanted.evidence(), parts.state(), parts.clock());
    Thread.ofVirtual().name("evidence-retention").start(evidence::expire);
    NodeParts.bucket(wanted.evidence(), parts.options().around().environment(), parts.clock())
        .ifPresent(
            bucket ->
                closing.add(
                    EvidenceUpload.start(
                        NodeParts.evidenceFolder(wanted.evidence(), parts.state()),
                        bucket,
                        parts.clock())));
    NodeControls local = NodeParts.controls(wanted.node(), parts.state(), parts.pods(), evidence);
    return parts
        .fleet()
        .controls(
            parts.database().isShared()
                ? local.noting(new StoredIntents(parts.database(), parts.clock()))
                : local,
            parts.options().overrides().engine() ? "" : wanted.node());
  }
}
