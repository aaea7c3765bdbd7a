/* Lateness alone: what it makes of instants that systems and drivers say. Built and run by scripts/test_native.ts. */
#include "../../ffi/native/wasapi/lateness.h"
#include "check.h"

#define MS 1e6
#define BLOCK_NS (10 * MS)
#define BEGIN_NS (3600 * 1e9)

static int is_about(double ns, double expected_ns) { return fabs(ns - expected_ns) < 0.01 * MS; }

/* A block that came later than others is late by just that, whatever instant the system means. */
static void test_late_blocks(double constant_ns) {
  static const double late_ms[] = {3, 0, 7, 0, 25, 15, 5, 0, 1, 0};
  lateness l = {0, 0};
  int n;
  for (n = 0; n < 100; n++) {
    double captured_ns = BEGIN_NS + n * BLOCK_NS;
    double late_ns = late_ms[n % 10] * MS;
    double found_ns = lateness_ns(&l, captured_ns + constant_ns + late_ns, captured_ns);
  
    if (n == 0) CHECK(found_ns == 0);
    if (n > 0) CHECK(is_about(found_ns, late_ns) || (late_ns > 0 && fabs(found_ns - late_ns) < 0.1 * MS));
    CHECK(found_ns >= 0);
  }
}

/* Instants that are counted with a wrong rate move away from the truth; the blocks do not become late or early by it. */
static void test_wrong_rate(double wrong) {
  lateness l = {0, 0};
  int n;
  for (n = 0; n < 360000; n++) {
    double host_ns = BEGIN_NS + n * BLOCK_NS;
    double captured_ns = BEGIN_NS + n * BLOCK_NS * (1 - wrong);
    CHECK(lateness_ns(&l, host_ns, captured_ns) < 0.01 * MS);
  }
}

/* Of what makes no sense nothing is believed, and what follows is judged as before. */
static void test_nonsense(void) {
  lateness l = {0, 0};
  CHECK(lateness_ns(&l, BEGIN_NS, NAN) == 0);
  CHECK(lateness_ns(&l, BEGIN_NS, 0) == 0);
  CHECK(lateness_ns(&l, BEGIN_NS, BEGIN_NS + 2e9) == 0);
  CHECK(lateness_ns(&l, BEGIN_NS, BEGIN_NS - 10 * MS) == 0);
  CHECK(lateness_ns(&l, BEGIN_NS + BLOCK_NS, 12) == 0);
  CHECK(is_about(lateness_ns(&l, BEGIN_NS + BLOCK_NS, BEGIN_NS - 4 * MS), 4 * MS));
}

/* After a machine has slept whatever comes first is the usual again. */
static void test_long_pause(void) {
  lateness l = {0, 0};
  CHECK(lateness_ns(&l, BEGIN_NS, BEGIN_NS - 10 * MS) == 0);
  CHECK(lateness_ns(&l, BEGIN_NS + 3600e9, BEGIN_NS + 3600e9 - 300 * MS) == 0);
}

int main(void) {
  test_late_blocks(10 * MS);
  test_late_blocks(0);
  test_late_blocks(-20 * MS);
  test_wrong_rate(100e-6);
  test_wrong_rate(-100e-6);
  test_nonsense();
  test_long_pause();
  return check_result();
}
