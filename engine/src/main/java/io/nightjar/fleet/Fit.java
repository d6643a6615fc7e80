package io.nightjar.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;
import io.nightjar.store.Json;

/** Which result answers which work. */
final class Fit {

  private static final int AT_MOST = 256 * 1024;

  private Fit() {}

  /** Whether it answers the work, without holes, and in no more words than can be kept. */
  static boolean fits(NodeWork work, NodeResult result) {
    if (result == null || !wanted(work).isInstance(result)) {
      return false;
    }
    if (result instanceof NodeResult.Collection collection && collection.result() == null) {
      return true;
    }
    JsonNode tree = Json.MAPPER.valueToTree(result);
    return tree.toString().length() <= AT_MOST && !hasHole(tree);
  }

  private static boolean hasHole(JsonNode tree) {
    if (tree.isNull()) {
      return true;
    }
    for (JsonNode child : tree) {
      if (hasHole(child)) {
        return true;
      }
    }
    return false;
  }

  private static Class<? extends NodeResult> wanted(NodeWork work) {
    return switch (work) {
      case NodeWork.Kill kill -> NodeResult.Killed.class;
      case NodeWork.Stop stop -> NodeResult.Stopped.class;
      case NodeWork.Resume resume -> NodeResult.Resumed.class;
      case NodeWork.Freeze freeze -> NodeResult.Frozen.class;
      case NodeWork.Thaw thaw -> NodeResult.Frozen.class;
      case NodeWork.LookContainer look -> NodeResult.Frozen.class;
      case NodeWork.LookLimit look -> NodeResult.Limited.class;
      case NodeWork.Limit limit -> NodeResult.Limited.class;
      case NodeWork.Cut cut -> NodeResult.Network.class;
      case NodeWork.Restore restore -> NodeResult.Network.class;
      case NodeWork.LookNetwork look -> NodeResult.Network.class;
      case NodeWork.Collect collect -> NodeResult.Collection.class;
      case NodeWork.Found found -> NodeResult.Collection.class;
    };
  }
}
