// Package testenv finds the services that some tests need. A test whose
// service is away is skipped with the reason, unless DUBAN_TEST_REQUIRE names
// the service in its comma-separated list: then the test fails. The names are
// postgres, redis and chromium.
package testenv
