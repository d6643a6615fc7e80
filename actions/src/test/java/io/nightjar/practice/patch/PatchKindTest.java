package io.nightjar.practice.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.ResourceType.Trait;
import io.nightjar.practice.model.StandardTypes;
import org.junit.jupiter.api.Test;

class PatchKindTest {

  @Test
  void mergePatchFollowsTheExamplesOfRfc7386() {
    assertPatched(PatchKind.MERGE, "{'a':'b'}", "{'a':'c'}", "{'a':'c'}");
    assertPatched(PatchKind.MERGE, "{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}");
    assertPatched(PatchKind.MERGE, "{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}");
    assertPatched(PatchKind.MERGE, "{'a':['b']}", "{'a':'c'}", "{'a':'c'}");
    assertPatched(PatchKind.MERGE, "{'a':'c'}", "{'a':['b']}", "{'a':['b']}");
    assertPatched(
        PatchKind.MERGE, "{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}");
    assertPatched(PatchKind.MERGE, "{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}");
    assertPatched(PatchKind.MERGE, "{'e':null}", "{'a':1}", "{'e':null,'a':1}");
    assertPatched(PatchKind.MERGE, "{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}");
  }

  @Test
  void jsonPatchDoesItsSixOperations() {
    assertPatched(
        PatchKind.JSON,
        "{'a':[1,2]}",
        "[{'op':'add','path':'/a/1','value':9},{'op':'add','path':'/a/-','value':3}]",
        "{'a':[1,9,2,3]}");
    assertPatched(PatchKind.JSON, "{'a':{'b':1}}", "[{'op':'remove','path':'/a/b'}]", "{'a':{}}");
    assertPatched(
        PatchKind.JSON, "{'a':1}", "[{'op':'replace','path':'/a','value':[2]}]", "{'a':[2]}");
    assertPatched(
        PatchKind.JSON,
        "{'a':{'b':1},'c':{}}",
        "[{'op':'move','from':'/a/b','path':'/c/d'},{'op':'copy','from':'/c','path':'/e'}]",
        "{'a':{},'c':{'d':1},'e':{'d':1}}");
    assertPatched(
        PatchKind.JSON,
        "{'l':{'app.kubernetes.io/name':'x'}}",
        "[{'op':'test','path':'/l/app.kubernetes.io~1name','value':'x'},"
            + "{'op':'remove','path':'/l/app.kubernetes.io~1name'}]",
        "{'l':{}}");
  }

  @Test
  void jsonPatchRefusesWhatCannotBeDone() {
    assertRefused(422, PatchKind.JSON, "{'a':1}", "[{'op':'test','path':'/a','value':2}]");
    assertRefused(422, PatchKind.JSON, "{'a':1}", "[{'op':'test','path':'/b','value':2}]");
    assertRefused(422, PatchKind.JSON, "{'a':1}", "[{'op':'remove','path':'/b'}]");
    assertRefused(422, PatchKind.JSON, "{'a':1}", "[{'op':'replace','path':'/b','value':2}]");
    assertRefused(422, PatchKind.JSON, "{'a':[1]}", "[{'op':'add','path':'/a/5','value':2}]");
    assertRefused(422, PatchKind.JSON, "{'a':1}", "[{'op':'add','path':'/b/c','value':2}]");
    assertRefused(422, PatchKind.JSON, "{'a':1}", "[{'op':'remove','path':''}]");
    assertRefused(400, PatchKind.JSON, "{'a':1}", "[{'op':'add','path':'/a'}]");
    assertRefused(400, PatchKind.JSON, "{'a':1}", "[{'op':'turn','path':'/a'}]");
    assertRefused(400, PatchKind.JSON, "{'a':1}", "{'a':2}");
  }

  @Test
  void strategicPatchMergesKnownListsByTheirKeyAndReplacesOthers() {
    assertPatched(
        PatchKind.STRATEGIC,
        "{'containers':[{'name':'a','image':'1','args':['x']},{'name':'b'}]}",
        "{'containers':[{'name':'a','args':['y']},{'name':'c'}]}",
        "{'containers':[{'name':'a','image':'1','args':['y']},{'name':'b'},{'name':'c'}]}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'ports':[{'containerPort':1,'name':'x'}]}",
        "{'ports':[{'containerPort':2}]}",
        "{'ports':[{'containerPort':1,'name':'x'},{'containerPort':2}]}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'ports':[{'port':80,'name':'x'}]}",
        "{'ports':[{'port':80,'name':'y'}]}",
        "{'ports':[{'port':80,'name':'y'}]}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'ingress':[{'from':[1]}]}",
        "{'ingress':[{'from':[2]}]}",
        "{'ingress':[{'from':[2]}]}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'finalizers':['a','b']}",
        "{'finalizers':['b','c']}",
        "{'finalizers':['a','b','c']}");
  }

  @Test
  void strategicPatchObeysItsDirectives() {
    assertPatched(
        PatchKind.STRATEGIC,
        "{'env':[{'name':'A','value':'1'},{'name':'B'}]}",
        "{'env':[{'name':'A','$patch':'delete'}]}",
        "{'env':[{'name':'B'}]}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'env':[{'name':'A'},{'name':'B'}]}",
        "{'env':[{'$patch':'replace'},{'name':'C'}]}",
        "{'env':[{'name':'C'}]}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}",
        "{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}",
        "{'strategy':{'type':'Recreate'}}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'template':{'a':1}}",
        "{'template':{'$patch':'replace','b':2}}",
        "{'template':{'b':2}}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'finalizers':['a','b']}",
        "{'$deleteFromPrimitiveList/finalizers':['a']}",
        "{'finalizers':['b']}");
    assertPatched(
        PatchKind.STRATEGIC,
        "{'env':[{'name':'A'},{'name':'B'}]}",
        "{'env':[{'name':'C'}],'$setElementOrder/env':[{'name':'C'},{'name':'B'}]}",
        "{'env':[{'name':'C'},{'name':'B'},{'name':'A'}]}");
  }

  @Test
  void strategicPatchIsNotForCustomResources() {
    ResourceType custom = ResourceType.namespaced("x.io/v1", "things", "Thing").with(Trait.CUSTOM);

    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> PatchKind.STRATEGIC.apply(custom, Json.object(), Json.object()))
        .matches(error -> error.code() == 415);
  }

  @Test
  void anUnknownContentTypeIsRefused() {
    assertThat(PatchKind.ofContentType("application/json-patch+json")).isEqualTo(PatchKind.JSON);
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> PatchKind.ofContentType("application/json"))
        .matches(error -> error.code() == 415);
  }

  private static void assertPatched(PatchKind kind, String before, String patch, String after) {
    assertThat(kind.apply(StandardTypes.PODS, (ObjectNode) json(before), json(patch)))
        .isEqualTo(json(after));
  }

  private static void assertRefused(int code, PatchKind kind, String before, String patch) {
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> kind.apply(StandardTypes.PODS, (ObjectNode) json(before), json(patch)))
        .matches(error -> error.code() == code, "has code " + code);
  }

  private static JsonNode json(String singleQuoted) {
    try {
      return Json.mapper().readTree(singleQuoted.replace('\'', '"'));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
