package io.nightjar.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.nightjar.SampleResponses;
import io.nightjar.http.Caller;
import io.nightjar.http.FeedItem;
import io.nightjar.http.Permission;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalsIT extends PageIT {

  /** Headings that are more than one level below the one before them. */
  private static final String JUMPS =
      """
      Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"))
        .map((each) => [Number(each.tagName[1]), each.textContent])
        .filter((each, at, all) => at > 0 && each[0] > all[at - 1][0] + 1)
      """;

  @BeforeEach
  void aShellAtNight() {
    server.backend.add(SampleResponses.waiting(), SampleResponses.succeeded());
    server.backend.detections.add(SampleResponses.detection());
  }

  @Test
  void approvingOnAPhoneTakesTwoTouchesFromTheLink() {
    Page page = open(phone(), "/responses/" + SampleResponses.waiting().id());
    assertThat(page.locator("h1")).containsText("Isolate the pod");
    assertThat(page.getByText("NetworkPolicy nightjar-q-1f3a created")).isVisible();
    Browsing.keep(page, "approve-phone");
    page.getByText("Approve", new Page.GetByTextOptions().setExact(true)).tap();
    assertThat(page.getByText("Your approval is taken")).isVisible();
    assertThat(server.backend.told).containsExactly("approve r-77ab00c1d2e3f405 kim: ");
  }

  @Test
  void headingsGoDownOneAtATime() {
    for (String path : List.of("/responses/" + SampleResponses.waiting().id(), "/approvals")) {
      Page page = open(phone(), path);
      assertThat(page.locator(".diff h3, .diff h4").count()).as(path).isPositive();
      assertThat(page.evaluate(JUMPS)).as(path).isEqualTo(List.of());
    }
  }

  @Test
  void denyingTakesAComment() {
    Page page = open(desktop(), "/approvals");
    Browsing.keep(page, "approvals-desktop");
    page.keyboard().press("c");
    page.keyboard().type("that was lee");
    page.locator("button.deny").click();
    assertThat(page.getByText("Denied. Nothing is done.")).isVisible();
    assertThat(server.backend.told).containsExactly("deny r-77ab00c1d2e3f405 kim: that was lee");
  }

  @Test
  void whatComesMeanwhileIsShownWithoutReload() {
    server.backend.responses.clear();
    Page page = open(desktop(), "/approvals");
    assertThat(page.getByText("Nothing waits for you")).isVisible();
    page.evaluate("window.untouched = true");
    server.backend.add(SampleResponses.waiting());
    server.feed.publish(new FeedItem.Changed(SampleResponses.waiting()));
    assertThat(page.locator("button.approve")).isVisible();
    assertThat(page).hasTitle("(1) Approvals · Nightjar");
    assertThat(page.evaluate("window.untouched")).isEqualTo(true);
    assertThat(complaints).isEmpty();
  }

  @Test
  void whoMayOnlyLookSeesNoButtons() {
    server.caller = Caller.of("viewer", Permission.VIEW);
    Page page = open(desktop(), "/approvals");
    assertThat(page.getByText("You may look, but not answer.")).isVisible();
    assertThat(page.locator("button.approve")).hasCount(0);
  }

  @Test
  void theNightFitsOnOneScreen() {
    Browsing.keep(open(phone(), "/"), "tonight-phone");
    Browsing.keep(open(desktop(), "/"), "tonight-desktop");
    Browsing.keep(open(phone(), "/approvals"), "approvals-phone");
    Browsing.keep(
        open(desktop(), "/responses/" + SampleResponses.succeeded().id()), "response-desktop");
    Browsing.keep(
        open(desktop(), "/detections/" + SampleResponses.detection().id()), "detection-desktop");
    assertThat(complaints).isEmpty();
  }
}
