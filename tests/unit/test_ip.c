#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/ip.h"

#include <string.h>

static struct ip_address parsed(const char *text)
{
    struct ip_address address;
    if (!ip_parse(text, &address))
        fail_msg("%s", text);
    return address;
}

static void reads_addresses_and_writes_them_the_usual_way(void **state)
{
    static const struct {
        const char *text;
        enum ip_family family;
        const char *written;
    } rows[] = {
        {"127.0.0.1", IP_V4, "127.0.0.1"},
        {"0.0.0.0", IP_V4, "0.0.0.0"},
        {"255.255.255.255", IP_V4, "255.255.255.255"},
        {"localhost", IP_V4, "127.0.0.1"},
        {"LocalHost", IP_V4, "127.0.0.1"},
        {"::", IP_V6, "::"},
        {"::1", IP_V6, "::1"},
        {"[::1]", IP_V6, "::1"},
        {"0:0:0:0:0:0:0:1", IP_V6, "::1"},
        {"FE80::ABCD", IP_V6, "fe80::abcd"},
        {"fe80::1%en0", IP_V6, "fe80::1"},
        {"[fe80::1%en0]", IP_V6, "fe80::1"},
        {"2001:db8:1111:2222:3333:4444:5555:6666", IP_V6, "2001:db8:1111:2222:3333:4444:5555:6666"},
        {"::ffff:192.168.1.20", IP_V4, "192.168.1.20"},
        {"::FFFF:7f00:1", IP_V4, "127.0.0.1"},
        {"[::ffff:0.0.0.0]", IP_V4, "0.0.0.0"},
        {"::ffff:10.0.0.1%eth0", IP_V4, "10.0.0.1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[IP_TEXT_SIZE];
        struct ip_address address = parsed(rows[i].text);
        assert_int_equal(address.family, rows[i].family);
        ip_format(&address, text);
        assert_string_equal(text, rows[i].written);
    }
}

static void refuses_what_is_no_address(void **state)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "127.0.0.1 ",
                                        " 127.0.0.1",
                                        "127.0.0",
                                        "127.0.0.256",
                                        "1.2.3.4.5",
                                        "127.0.0.1:80",
                                        "[127.0.0.1]",
                                        "127.0.0.1%lo",
                                        "example.org",
                                        "localhost.",
                                        "[localhost]",
                                        "[",
                                        "]",
                                        "[]",
                                        "[::1",
                                        "::1]",
                                        "[[::1]]",
                                        "%en0",
                                        "::1%",
                                        "[::1%]",
                                        "[::1]:80",
                                        ":::",
                                        "1::2::3",
                                        "12345::",
                                        "::g",
                                        "0x7f.0.0.1",
                                        "http://127.0.0.1",
                                        "-1.0.0.1",
                                        "1:2:3:4:5:6:7:8:9:1:2:3:4:5:6:7:8:9:1:2:3:4:5:6:7:8:9",
                                        "127.0.0.1\n"};
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ip_address address = {.family = IP_V6, .bytes = {1}};
        char text[IP_TEXT_SIZE] = "unset";
        if (ip_parse(texts[i], &address))
            fail_msg("%s", texts[i]);
        assert_int_equal(address.family, IP_NONE);
        ip_format(&address, text);
        assert_string_equal(text, "");
    }
}

static void equal_addresses_are_the_same_value(void **state)
{
    struct ip_address mapped = parsed("::ffff:127.0.0.1");
    struct ip_address v4 = parsed("127.0.0.1");
    struct ip_address other = parsed("127.0.0.2");
    struct ip_address any4 = parsed("0.0.0.0");
    struct ip_address any6 = parsed("::");
    (void)state;
    assert_true(ip_equal(&mapped, &v4));
    assert_false(ip_equal(&v4, &other));
    assert_false(ip_equal(&any4, &any6));
}

static void tells_wildcards_and_loopbacks(void **state)
{
    static const struct {
        const char *text;
        bool wildcard;
        bool loopback;
    } rows[] = {
        {"0.0.0.0", true, false},          {"::", true, false},
        {"::ffff:0.0.0.0", true, false},   {"127.0.0.1", false, true},
        {"127.255.255.254", false, true},  {"::1", false, true},
        {"::ffff:127.0.0.1", false, true}, {"128.0.0.1", false, false},
        {"192.168.1.20", false, false},    {"::2", false, false},
        {"fe80::1", false, false},         {"7f00::1", false, false},
        {"0.0.0.1", false, false},
    };
    struct ip_address none = {.family = IP_NONE};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ip_address address = parsed(rows[i].text);
        if (ip_is_wildcard(&address) != rows[i].wildcard ||
            ip_is_loopback(&address) != rows[i].loopback)
            fail_msg("%s", rows[i].text);
    }
    assert_false(ip_is_wildcard(&none));
    assert_false(ip_is_loopback(&none));
}

static void takes_the_kernels_bytes(void **state)
{
    static const uint8_t v4[4] = {192, 168, 1, 20};
    static const uint8_t mapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 168, 1, 20};
    static const uint8_t v6[16] = {0xFE, 0x80, [15] = 1};
    struct ip_address expected = parsed("192.168.1.20");
    struct ip_address link_local = parsed("fe80::1");
    struct ip_address from_v4 = ip_from_bytes(IP_V4, v4);
    struct ip_address from_mapped = ip_from_bytes(IP_V6, mapped);
    struct ip_address from_v6 = ip_from_bytes(IP_V6, v6);
    struct ip_address from_none = ip_from_bytes(IP_NONE, v6);
    (void)state;
    assert_true(ip_equal(&from_v4, &expected));
    assert_true(ip_equal(&from_mapped, &expected));
    assert_true(ip_equal(&from_v6, &link_local));
    assert_int_equal(from_none.family, IP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_addresses_and_writes_them_the_usual_way),
        cmocka_unit_test(refuses_what_is_no_address),
        cmocka_unit_test(equal_addresses_are_the_same_value),
        cmocka_unit_test(tells_wildcards_and_loopbacks),
        cmocka_unit_test(takes_the_kernels_bytes),
    };
    return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}
