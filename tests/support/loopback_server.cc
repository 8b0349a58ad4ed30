#include "loopback_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace loopback {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{64} * 1024;

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "loopback server: %s\n", what);
  std::abort();
}

int Listen(int& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  Require(::bind(fd, plain, sizeof address) == 0, "cannot bind");
  Require(::listen(fd, 128) == 0, "cannot listen");
  socklen_t size = sizeof address;
  Require(::getsockname(fd, plain, &size) == 0, "has no port");
  port = ntohs(address.sin_port);
  return fd;
}

/// A new key and a certificate signed by itself, valid for an hour.
std::string MakeCertificate(SSL_CTX* context) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("loopback"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* const hosts =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  X509_add_ext(certificate, hosts, -1);
  X509_EXTENSION_free(hosts);
  Require(X509_sign(certificate, key, EVP_sha256()) > 0, "cannot sign its certificate");
  Require(SSL_CTX_use_certificate(context, certificate) == 1, "cannot use its certificate");
  Require(SSL_CTX_use_PrivateKey(context, key) == 1, "cannot use its key");
  BIO* const out = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(out, certificate);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(out);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return pem;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Request ParseHead(const std::string& head) {
  Request request;
  std::size_t line_end = head.find("\r\n");
  const std::string first = head.substr(0, line_end);
  const std::size_t space = first.find(' ');
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
  while (line_end + 2 < head.size()) {
    const std::size_t begin = line_end + 2;
    line_end = head.find("\r\n", begin);
    const std::string line = head.substr(begin, line_end - begin);
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) {
      request.headers[Lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    if (line_end == std::string::npos) break;
  }
  return request;
}

}  // namespace

bool Connection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const long sent = tls_ != nullptr
                          ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                          : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      closed_ = true;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Connection::Respond(int status, std::string_view body,
                         const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string head =
      fmt::format("HTTP/1.1 {} Status\r\nContent-Length: {}\r\n", status, body.size());
  for (const auto& [name, value] : headers) head += fmt::format("{}: {}\r\n", name, value);
  Send(head + "\r\n");
  Send(body);
}

void Connection::WaitForEnd() {
  char ignored[256];
  while (Receive(ignored, sizeof ignored) > 0) {
  }
  closed_ = true;
}

long Connection::Receive(char* buffer, std::size_t size) {
  return tls_ != nullptr ? SSL_read(tls_, buffer, static_cast<int>(size))
                         : ::recv(fd_, buffer, size, 0);
}

std::string Connection::ReceiveHead() {
  while (received_.size() < kHeadBytes) {
    const std::size_t end = received_.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::string head = received_.substr(0, end + 2);
      received_.erase(0, end + 4);
      return head;
    }
    char buffer[4096];
    const long got = Receive(buffer, sizeof buffer);
    if (got <= 0) break;
    received_.append(buffer, static_cast<std::size_t>(got));
  }
  closed_ = true;
  return {};
}

Server::Server(Handler handler, Scheme scheme) : handler_(std::move(handler)), scheme_(scheme) {
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = Listen(port_);
  if (scheme_ == Scheme::kHttps) {
    tls_.reset(SSL_CTX_new(TLS_server_method()));
    certificate_ = MakeCertificate(tls_.get());
  }
  acceptor_ = std::thread([this] { Accept(); });
}

Server::~Server() {
  ending_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
}

std::string Server::Url(std::string_view path) const {
  return UrlOn("127.0.0.1", path);
}

std::string Server::UrlOn(std::string_view host, std::string_view path) const {
  return fmt::format("{}://{}:{}{}", scheme_ == Scheme::kHttps ? "https" : "http", host, port_,
                     path);
}

std::vector<std::string> Server::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

void Server::Accept() {
  while (!ending_) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    threads_.emplace_back([this, fd] { Serve(fd); });
  }
}

void Server::Serve(int fd) {
  std::unique_ptr<SSL, decltype(&SSL_free)> tls(nullptr, &SSL_free);
  bool usable = true;
  if (tls_) {
    tls.reset(SSL_new(tls_.get()));
    SSL_set_fd(tls.get(), fd);
    usable = SSL_accept(tls.get()) == 1;
  }
  Connection connection(fd, tls.get());
  while (usable && !connection.closed() && !ending_) {
    const std::string head = connection.ReceiveHead();
    if (head.empty()) break;
    const Request request = ParseHead(head);
    {
      const std::lock_guard lock(mutex_);
      log_.push_back(request.method + " " + request.target);
    }
    handler_(request, connection);
  }
  // Closed under the lock, so that the destructor never shuts down a number that was given anew.
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

int ClosedPort() {
  int port = 0;
  ::close(Listen(port));
  return port;
}

}  // namespace loopback
