package io.nightjar.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

class FrameIT extends PageIT {

  @Test
  void theFrameNeedsNothingFromElsewhere() {
    Page page = desktop();
    Response response = page.navigate(server.url().toString());
    assertThat(response.headers().get("content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Tonight");
    assertThat(complaints).isEmpty();
    assertThat(requests).allMatch(each -> each.contains(server.url().toString()));
    Browsing.keep(page, "frame-desktop");
  }

  @Test
  void thePhoneHasAMenu() {
    Page page = open(phone(), "/");
    page.getByText("Menu").tap();
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Approvals")))
        .isVisible();
    Browsing.keep(page, "frame-phone-menu");
  }
}
