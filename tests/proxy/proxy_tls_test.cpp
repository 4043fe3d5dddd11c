// The way to a provider: certificates are verified before a key is sent.
#include "tests/proxy/support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ssl/context.hpp>

#include <cstdlib>
#include <filesystem>

namespace bsc::test {
namespace {

namespace ssl = boost::asio::ssl;
using testing::HasSubstr;

constexpr const char* chat_path = "/v1/chat/completions";

/// An authority of the test's own, a certificate for "localhost" that it signed, and one it did
/// not.
class ProxyTls : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        std::string name = (std::filesystem::temp_directory_path() / "bsc-tls-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        const std::string make =
            "cd " + name +
            " && exec >/dev/null 2>&1"
            " && new='openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2'"
            " && $new -subj '/CN=test authority' -keyout ca.key -out ca.pem"
            " && $new -subj '/CN=localhost' -addext subjectAltName=DNS:localhost"
            "    -addext basicConstraints=critical,CA:FALSE -CA ca.pem -CAkey ca.key"
            "    -keyout good.key -out good.pem"
            " && $new -subj '/CN=localhost' -addext subjectAltName=DNS:localhost"
            "    -keyout self.key -out self.pem";
        ASSERT_EQ(std::system(make.c_str()), 0) << "openssl is needed to make certificates";
        setenv("SSL_CERT_FILE", (folder / "ca.pem").c_str(), 1);
    }
    static void TearDownTestSuite() {
        unsetenv("SSL_CERT_FILE");
        std::filesystem::remove_all(folder);
    }

    static ssl::context server_with(const std::string& name) {
        ssl::context context(ssl::context::tls_server);
        context.use_certificate_chain_file((folder / (name + ".pem")).string());
        context.use_private_key_file((folder / (name + ".key")).string(), ssl::context::pem);
        return context;
    }
    static Script answer(const Message&) { return {{http_response(openai_answer("It is so."))}}; }

    /// A refusal that the SDK does not repeat, and no request at the upstream.
    static void expect_refused(ScriptedUpstream& upstream, const std::string& url) {
        ProxyUnderTest proxy(url);
        const Message reply =
            proxy.ask(chat_path, openai_request("Is this connection safe at all?"),
                      "Authorization: Bearer secret\r\n");
        EXPECT_EQ(reply.status(), 502u);
        EXPECT_EQ(reply.header("x-should-retry"), "false");
        EXPECT_THAT(reply.body, HasSubstr("TLS"));
        EXPECT_EQ(upstream.count(), 0u) << "the key was not sent";
    }

    static inline std::filesystem::path folder;
};

TEST_F(ProxyTls, AVerifiedUpstreamAnswersAndItsConnectionIsKept) {
    ssl::context context = server_with("good");
    ScriptedUpstream upstream(answer, &context);
    ProxyUnderTest proxy(upstream.url());
    for (const char* prompt : {"Is this connection safe?", "Where do penguins spend the winter?"})
        EXPECT_EQ(proxy.ask(chat_path, openai_request(prompt)).status(), 200u);
    EXPECT_EQ(upstream.count(), 2u);
    EXPECT_EQ(upstream.closed(), 0u) << "both on one connection";
}

TEST_F(ProxyTls, AKeptConnectionThatWasClosedIsNotUsed) {
    ssl::context context = server_with("good");
    ScriptedUpstream upstream(
        [](const Message& request) {
            Script script = answer(request);
            script.close = true;
            return script;
        },
        &context);
    ProxyUnderTest proxy(upstream.url());
    for (const char* prompt : {"Is this connection safe?", "Where do penguins spend the winter?",
                               "Which train goes to Helsinki?"})
        EXPECT_EQ(proxy.ask(chat_path, openai_request(prompt)).status(), 200u);
    EXPECT_EQ(upstream.count(), 3u) << "no request was sent twice";
}

TEST_F(ProxyTls, AnotherHostsCertificateIsRefused) {
    ssl::context context = server_with("good");
    ScriptedUpstream upstream(answer, &context);
    expect_refused(upstream, "https://127.0.0.1:" + std::to_string(upstream.port()));
}

TEST_F(ProxyTls, ACertificateFromNobodyIsRefused) {
    ssl::context context = server_with("self");
    ScriptedUpstream upstream(answer, &context);
    expect_refused(upstream, upstream.url());
}

TEST_F(ProxyTls, OldProtocolsAreRefused) {
    ssl::context context = server_with("good");
    SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    ScriptedUpstream upstream(answer, &context);
    expect_refused(upstream, upstream.url());
}

TEST_F(ProxyTls, ACutStreamIsNotTakenForAnEnd) {
    ssl::context context = server_with("good");
    ScriptedUpstream upstream(
        [](const Message&) {
            return Script{
                {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                 "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n"},
                true};
        },
        &context);
    ProxyUnderTest proxy(upstream.url());
    const Message reply =
        proxy.ask(chat_path, openai_request("Is a cut seen through TLS?", R"(,"stream":true)"));
    EXPECT_FALSE(reply.whole);
}

} // namespace
} // namespace bsc::test
