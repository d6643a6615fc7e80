package io.nightjar.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.nightjar.SampleResponses;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Small screens, large letters, keyboards and no script: everything can be read and pressed. */
class ReachIT extends PageIT {

  private static final List<String> PATHS =
      List.of(
          "/",
          "/approvals",
          "/responses/" + SampleResponses.waiting().id(),
          "/responses/" + SampleResponses.succeeded().id(),
          "/detections/" + SampleResponses.detection().id());

  /** What is pressed and is smaller than a finger; links within a sentence are not. */
  private static final String TOO_SMALL =
      """
      Array.from(document.querySelectorAll("button, a.button, summary, a.row, a.chip, nav a, select, textarea"))
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
        .map((each) => each.outerHTML.slice(0, 80))
      """;

  private static final String STICKING_OUT =
      """
      Array.from(document.querySelectorAll("body *"))
        .filter((each) => !each.closest("[popover], .unseen") && each.getBoundingClientRect().right > 321)
        .map((each) => each.outerHTML.slice(0, 80))
      """;

  @BeforeEach
  void aShellAtNight() {
    server.backend.add(SampleResponses.waiting(), SampleResponses.succeeded());
    server.backend.detections.add(SampleResponses.detection());
  }

  @Test
  void nothingIsCutOffOnASmallScreen() {
    Page page =
        page(
            browsing.context(
                new Browser.NewContextOptions()
                    .setViewportSize(320, 640)
                    .setColorScheme(ColorScheme.LIGHT)
                    .setReducedMotion(ReducedMotion.REDUCE)));
    for (String path : PATHS) {
      open(page, path);
      assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
          .as(path)
          .isLessThanOrEqualTo(320);
      assertThat((List<?>) page.evaluate(TOO_SMALL)).as(path).isEmpty();
      // letters of twice the size, as people set them in their browser
      page.evaluate("document.documentElement.style.fontSize = '200%'");
      assertThat((List<?>) page.evaluate(STICKING_OUT))
          .as("letters of twice the size on " + path)
          .isEmpty();
    }
    Browsing.keep(open(page, "/approvals"), "approvals-small-light");
  }

  @Test
  void aKeyboardReachesTheAnswer() {
    Page page = open(desktop(), "/approvals");
    page.keyboard().press("Tab");
    page.keyboard().press("Shift+Tab");
    page.locator("article.question").focus();
    page.keyboard().press("a");
    assertThat(page.evaluate("document.activeElement.value")).isEqualTo("approve");
    assertThat(server.backend.told).as("the key alone approves nothing").isEmpty();
    page.keyboard().press("Enter");
    page.waitForURL("**/responses/*");
    assertThat(server.backend.told).containsExactly("approve r-77ab00c1d2e3f405 kim: ");
  }

  @Test
  void everythingWorksWithoutAScript() {
    Page page = page(browsing.context(new Browser.NewContextOptions().setJavaScriptEnabled(false)));
    open(page, "/approvals");
    page.getByLabel("Comment").fill("go");
    page.locator("button.approve").click();
    assertThat(server.backend.told).containsExactly("approve r-77ab00c1d2e3f405 kim: go");
  }
}
