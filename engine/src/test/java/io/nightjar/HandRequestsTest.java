package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.cluster.TargetFinder.Found;
import io.nightjar.http.HandRequest;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.DeskReply.Cause;
import io.nightjar.respond.FakeAction;
import io.nightjar.respond.Requests;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandRequestsTest {
  private final List<ResponseRequest> taken = new ArrayList<>();
  private final HandRequests hands =
      new HandRequests(
          Map.of(
              "fake:isolate",
              new FakeAction("fake:isolate", true).descriptor(),
              "fake:label",
              new ActionDescriptor(
                  "fake:label",
                  "for tests",
                  PodTarget.class,
                  Map.of("key", "of the label", "value", "of the label"),
                  false,
                  false,
                  true,
                  List.of(),
                  "")),
          text ->
              text.equals("pod/shop/gone")
                  ? new Found.Nothing("the cluster has no " + text)
                  : new Found.It(Requests.POD),
          request -> {
            taken.add(request);
            return Response.requested(request, false, Instant.EPOCH);
          },
          () -> Instant.EPOCH);

  private static HandRequest asked(String action, String target, Parameters parameters) {
    return new HandRequest(action, target, parameters, "odd traffic", null, "kim");
  }

  private Cause refused(HandRequest asked, String why) {
    DeskReply reply = hands.take(asked);
    assertThat(reply).isInstanceOf(DeskReply.Refused.class);
    assertThat(((DeskReply.Refused) reply).why()).contains(why);
    assertThat(taken).isEmpty();
    return ((DeskReply.Refused) reply).cause();
  }

  @Test
  void takesTheWishToTheDeskInThePersonsName() {
    DeskReply reply =
        hands.take(
            new HandRequest(
                "fake:isolate",
                "pod/shop/checkout-7d4b9",
                Parameters.NONE,
                "odd traffic",
                Duration.ofHours(8),
                "kim"));
    assertThat(reply).isInstanceOf(DeskReply.Done.class);
    assertThat(taken).hasSize(1);
    ResponseRequest request = taken.getFirst();
    assertThat(request.playbook()).isEqualTo("person:kim");
    assertThat(request.target()).isEqualTo(Requests.POD);
    assertThat(request.because()).isEqualTo("odd traffic");
    assertThat(request.undoAfter()).isEqualTo(Duration.ofHours(8));
    assertThat(request.id()).matches("r-[a-z2-7]{12}");
  }

  @Test
  void twoWishesAreTwoRequests() {
    hands.take(asked("fake:isolate", "pod/a/b", Parameters.NONE));
    hands.take(asked("fake:isolate", "pod/a/b", Parameters.NONE));
    assertThat(taken).extracting(ResponseRequest::id).doesNotHaveDuplicates();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThat(refused(asked("fake:isolat", "pod/a/b", Parameters.NONE), "fake:isolate"))
        .isEqualTo(Cause.UNSUITABLE);
    assertThat(
            refused(
                asked("fake:label", "pod/a/b", Parameters.NONE.with("kee", "x")),
                "no parameter kee; it has key, value"))
        .isEqualTo(Cause.UNSUITABLE);
    assertThat(refused(asked("fake:isolate", "pod/shop/gone", Parameters.NONE), "has no pod"))
        .isEqualTo(Cause.NOT_FOUND);
    assertThat(
            refused(
                new HandRequest("fake:isolate", "pod/a/b", Parameters.NONE, " ", null, "kim"),
                "reason"))
        .isEqualTo(Cause.UNSUITABLE);
    assertThat(
            refused(
                new HandRequest(
                    "fake:label", "pod/a/b", Parameters.NONE, "x", Duration.ofHours(1), "kim"),
                "cannot be undone"))
        .isEqualTo(Cause.UNSUITABLE);
  }
}
