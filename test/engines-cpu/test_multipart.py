import unittest

import support  # noqa: F401  puts the server on the path
import multipart

KIND = f"multipart/form-data; boundary={support.BOUNDARY}"


class MultipartTest(unittest.TestCase):
    def test_binary_content_comes_back_byte_for_byte(self):
        audio = bytes(range(256)) + b"\r\n--" + b"\r\n\n\r--\r\n"
        fields = multipart.parse(KIND, support.form(file=audio, model="base"))
        self.assertEqual(fields, {"file": audio, "model": b"base"})

    def test_a_quoted_boundary_and_unquoted_names_are_understood(self):
        body = b"--a b\r\ncontent-disposition: form-data; name=model\r\n\r\nbase\r\n--a b--"
        self.assertEqual(multipart.parse('multipart/form-data; boundary="a b"', body), {"model": b"base"})

    def test_the_filename_is_not_taken_for_the_name(self):
        body = b'--x\r\nContent-Disposition: form-data; filename="n"; name="file"\r\n\r\nA\r\n--x--\r\n'
        self.assertEqual(multipart.parse("multipart/form-data; boundary=x", body), {"file": b"A"})

    def test_an_empty_form_has_no_fields(self):
        self.assertEqual(multipart.parse(KIND, support.form()), {})

    def test_broken_forms_are_refused_with_the_reason(self):
        whole = support.form(file=b"abc")
        cases = {
            "Content-Type": (None, whole),
            "send multipart": ("application/json", whole),
            "no boundary": ("multipart/form-data", whole),
            "does not occur": ("multipart/form-data; boundary=other", whole),
            "closing boundary": (KIND, whole[:-10]),
            "blank line": (KIND, whole.replace(b"\r\n\r\n", b"\r\n")),
            "no name": (KIND, whole.replace(b'name="file"; ', b"")),
        }
        for reason, (kind, body) in cases.items():
            with self.subTest(reason), self.assertRaisesRegex(multipart.BadMultipart, reason):
                multipart.parse(kind, body)


if __name__ == "__main__":
    unittest.main()
