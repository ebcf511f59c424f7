/* Whatever a name holds, the word that a shell reads is the name. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void a_word_is_quoted_only_where_it_must_be(void **state)
{
    (void)state;
    static const struct {
        const char *word, *expected;
    } cases[] = {
        {"F26F8B59", "F26F8B59"},
        {"/Users/mo/.osaurus/runtime", "/Users/mo/.osaurus/runtime"},
        {"", "''"},
        {"Application Support", "'Application Support'"},
        {"~", "'~'"},
        {"it's", "'it'\\''s'"},
        {"$(reboot)", "'$(reboot)'"},
        {"a`b", "$'a\\140b'"},
        {"a\nb\\c'd", "$'a\\012b\\\\c\\'d'"},
        {"\033[2J", "$'\\033[2J'"},
        {"\xC3\xB6", "$'\\303\\266'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        size_t length = shell_quote(cases[i].word, text, sizeof text);
        assert_string_equal(text, cases[i].expected);
        assert_int_equal(length, strlen(text));
    }
}

static void what_does_not_fit_is_not_written_at_all(void **state)
{
    (void)state;
    static const char *const words[] = {"plain", "it's", "two words", "\033\033"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char whole[64];
        size_t needed = shell_quote(words[i], whole, sizeof whole) + 1;
        for (size_t size = 1; size <= needed; size++) {
            char text[64];
            memset(text, 'x', sizeof text);
            size_t length = shell_quote(words[i], text, size);
            assert_int_equal(length, size == needed ? needed - 1 : 0);
            assert_int_equal(strlen(text), length);
            assert_int_equal(text[size], 'x');
        }
    }
}

/* bash reads $'…'; where there is none, words without control characters are read by sh. */
static void a_shell_reads_the_same_word(void **state)
{
    (void)state;
    const char *shell = system("bash -c : 2>/dev/null") == 0 ? "bash" : NULL;
    uint32_t random = 7;
    for (int round = 0; round < 40; round++) {
        char word[24];
        char text[128];
        char command[512];
        char read[64] = "";
        size_t length = 1 + (size_t)round % (sizeof word - 2);
        for (size_t i = 0; i < length; i++) {
            random = random * 1664525u + 1013904223u;
            unsigned byte = random >> 24;
            word[i] = shell == NULL ? (char)(' ' + byte % 64) : (char)(byte == 0 ? 1 : byte);
        }
        word[length] = '\0';
        assert_true(shell_quote(word, text, sizeof text) > 0);
        char path[] = "/tmp/osaurtop-shell.XXXXXX";
        int descriptor = mkstemp(path);
        assert_true(descriptor >= 0);
        FILE *file = fdopen(descriptor, "w");
        assert_non_null(file);
        fprintf(file, "printf %%s %s", text);
        assert_int_equal(fclose(file), 0);
        snprintf(command, sizeof command, "LC_ALL=C %s %s", shell == NULL ? "sh" : shell, path);
        FILE *pipe = popen(command, "r");
        assert_non_null(pipe);
        size_t got = fread(read, 1, sizeof read - 1, pipe);
        assert_int_equal(pclose(pipe), 0);
        remove(path);
        assert_int_equal(got, length);
        assert_memory_equal(read, word, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_quoted_only_where_it_must_be),
        cmocka_unit_test(what_does_not_fit_is_not_written_at_all),
        cmocka_unit_test(a_shell_reads_the_same_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
